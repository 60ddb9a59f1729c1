// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StrikeTest {

  @Test
  void damagesNoMoreDisksThanEffectsSurvive() {
    for (int seed = 0; seed < 200; seed++) {
      Set<Integer> damaged = new HashSet<>();
      for (Strike strike : Strike.plan(seed, List.of(Fault.values()), 5, 60)) {
        assertThat(strike.victims()).isNotEmpty().allMatch(victim -> victim >= 0 && victim < 5);
        if (strike.fault().damages()) {
          damaged.addAll(strike.victims());
        }
      }
      assertThat(damaged).hasSizeBetween(1, Strike.MOST_DAMAGED);
    }
  }

  @Test
  void isTheSameForTheSameSeed() {
    List<Fault> kinds = List.of(Fault.KILL, Fault.PAUSE);
    assertThat(Strike.plan(7, kinds, 5, 20)).isEqualTo(Strike.plan(7, kinds, 5, 20));
  }
}
