// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.CallContext;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The maps that come into being with a ring, and with nothing else. */
class FoundingTest {

  private static final ObjectId ROOT = new ObjectId(0, 1);
  private static final ObjectId MOVES = new ObjectId(0, 2);
  private static final Set<ObjectId> FOUNDING = Set.of(ROOT, MOVES);

  @Test
  void allOfThemAreServedByWhoeverOwnsThemLater() {
    RingOfStores ring = found(4, 8);
    ring.put(1, ROOT, "a", "1");
    ring.put(2, MOVES, "b", "2");
    int owner = ring.order(ROOT.key()).get(0);
    ring.crash(owner);
    ring.simulation().runFor(Duration.ofSeconds(5));

    int gateway = (owner + 1) % 4;
    assertThat(ring.names(gateway, ROOT)).containsExactly("a");
    assertThat(ring.names(gateway, MOVES)).containsExactly("b");
    assertThat(ring.put(gateway, MOVES, "c", "3")).isInstanceOf(MutationResult.Applied.class);
  }

  @Test
  void whoJoinsBringsNoneIntoBeing() {
    RingOfStores ring = new RingOfStores(9, 3, StoreConfig.defaults(), FOUNDING);
    for (int host = 0; host < 3; host++) {
      int joining = host;
      ring.await(ring.start(host, context -> ring.store(joining).found(false, context)));
    }

    assertThatThrownBy(() -> ring.names(0, ROOT)).isInstanceOf(MapUnknownException.class);
  }

  @Test
  void whatACrashInterruptsIsGoneOnWith() {
    for (int events = 1; events < 300; events += 7) {
      RingOfStores ring = new RingOfStores(10, 1, StoreConfig.defaults(), FOUNDING);
      CallContext context =
          CallContext.withTimeout(ring.host(0).process().loop(), Duration.ofSeconds(30));
      ring.store(0).found(true, context);
      for (int i = 0; i < events; i++) {
        ring.simulation().step();
      }
      ring.crash(0);
      ring.restart(0);
      // Whether the process before had begun is on its disk, or this one begins.
      ring.await(ring.start(0, again -> ring.store(0).found(true, again)));

      assertThat(ring.put(0, ROOT, "a", "1")).isInstanceOf(MutationResult.Applied.class);
      assertThat(ring.put(0, MOVES, "b", "2")).isInstanceOf(MutationResult.Applied.class);
    }
  }

  private static RingOfStores found(int size, long seed) {
    RingOfStores ring = new RingOfStores(seed, size, StoreConfig.defaults(), FOUNDING);
    ring.await(ring.start(0, context -> ring.store(0).found(true, context)));
    return ring;
  }
}
