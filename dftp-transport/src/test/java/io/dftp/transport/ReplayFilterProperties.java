// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ReplayFilterProperties {

  @Property(tries = 300)
  void no_number_is_fresh_twice_and_none_of_the_newest_64_is_lost(
      @ForAll @Size(max = 400) List<@IntRange(max = 200) Integer> numbers) {
    ReplayFilter filter = new ReplayFilter(1, Duration.ofSeconds(60));
    Set<Integer> come = new LinkedHashSet<>();
    int highest = -1;
    for (int number : numbers) {
      boolean known = come.contains(number);
      boolean late = number <= highest - 64;

      boolean fresh = filter.judge(1, number, 0) == ReplayFilter.Verdict.FRESH;

      assertThat(fresh).isEqualTo(!known && !late);
      come.add(number);
      highest = Math.max(highest, number);
    }
  }
}
