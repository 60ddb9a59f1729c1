// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.runtime.Bytes;
import org.junit.jupiter.api.Test;

/** No process gives a name to an operation that any process has given before. */
class OperationNamesTest {

  /** As a process does that was copied while it ran, and wrote to another side of a cut. */
  @Test
  void aProcessThatMeetsNamesItHasNotGivenTakesAnotherId() {
    RingOfStores ring = new RingOfStores(131, 3);
    ObjectId map = ring.newMap();
    int gateway = ring.order(map.key()).get(2);
    int other = ring.order(map.key()).get(1);
    ring.put(gateway, map, "mine", "1");
    ring.settle();
    Dot mine = ring.get(gateway, map, "mine").get(0).dot();
    Row twins = new Row("twin's", new Dot(mine.writer(), mine.counter() + 1), Bytes.utf8("2"));
    ring.await(ring.host(other).process().store().write(ring.withRow(other, map, twins)));
    ring.crash(other);
    ring.restart(other);
    ring.settle();
    assertThat(ring.names(gateway, map)).containsExactly("mine", "twin's");

    assertThat(ring.put(gateway, map, "next", "3")).isEqualTo(new MutationResult.Applied(3, 3));

    assertThat(ring.names(gateway, map)).containsExactly("mine", "next", "twin's");
    assertThat(ring.get(gateway, map, "next").get(0).dot().writer()).isNotEqualTo(mine.writer());
  }
}
