// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.store.MutationResult;
import org.junit.jupiter.api.Test;

class SimulatePartitionTest {

  @Test
  void bothSidesOfACutKeepWritingAndNothingIsLostWhenItHeals() {
    SimulatePartition world = new SimulatePartition(42, 5);
    assertThat(world.add(0, "note", "before")).isInstanceOf(MutationResult.Applied.class);

    world.partition(2);
    world.add(0, "note", "left");
    world.add(4, "note", "right");
    assertThat(world.values(1, "note")).contains("left").doesNotContain("right");
    assertThat(world.values(3, "note")).contains("right").doesNotContain("left");

    world.heal();
    assertThat(world.settle().rings()).isEqualTo(1);
    for (int host = 0; host < 5; host++) {
      assertThat(world.values(host, "note")).containsExactly("before", "left", "right");
    }
  }

  @Test
  void aSeedRepeatsARunExactly() {
    assertThat(new SimulatePartition(7, 3).traceHash())
        .isEqualTo(new SimulatePartition(7, 3).traceHash())
        .isNotEqualTo(new SimulatePartition(8, 3).traceHash());
  }
}
