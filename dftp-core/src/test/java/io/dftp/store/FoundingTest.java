// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

  @Test
  void whatNobodyBroughtIntoBeingTakesNoWrite() {
    RingOfStores ring = new RingOfStores(11, 3);
    ObjectId unknown = new ObjectId(0, 3);
    CompletableFuture<MutationResult> answer =
        ring.start(
            0,
            Duration.ofSeconds(5),
            context -> ring.store(0).mutate(unknown, RingOfStores.putting("a", "1"), context));

    assertThatThrownBy(() -> ring.await(answer)).isInstanceOf(DftpException.class);

    assertThat(ring.durableAt(unknown, "a", "1")).isEmpty();
  }

  /** What the other ring wrote to its root nobody here knows, only that there was one. */
  @Test
  void aRootIsCompleteOnlyWithTheBirthsOfAllRings() {
    RingOfStores ring = new RingOfStores(12, 4, StoreConfig.defaults().withReplicas(2), FOUNDING);
    List<Integer> order = ring.order(ROOT.key());
    List<NodeAddress> all = order.stream().map(host -> ring.host(host).address()).toList();
    int here = order.get(2);
    int late = order.get(3);
    List<NodeAddress> one = all.subList(2, 3);
    List<NodeAddress> two = List.of(all.get(0), all.get(1), all.get(3));
    ring.network().partition(List.of(one, two));
    ring.show(all.subList(0, 2), all.subList(0, 2));
    ring.show(one, one);
    ring.show(all.subList(3, 4), all.subList(3, 4));
    ring.await(ring.start(here, context -> ring.store(here).found(true, context)));
    int founder = order.get(0);
    ring.await(ring.start(founder, context -> ring.store(founder).found(true, context)));
    ring.put(founder, ROOT, "a", "1");
    ring.show(two, two);
    ring.simulation().runFor(Duration.ofSeconds(10));

    ring.host(order.get(0)).crash();
    ring.host(order.get(1)).crash();
    ring.network().heal();
    ring.showLive();
    ring.simulation().runFor(Duration.ofSeconds(20));

    assertThatThrownBy(() -> ring.get(here, ROOT, "a")).isInstanceOf(MapUnknownException.class);
    ring.restart(order.get(0));
    ring.restart(order.get(1));
    ring.settle();
    assertThat(ring.names(late, ROOT)).containsExactly("a");
  }

  private static RingOfStores found(int size, long seed) {
    RingOfStores ring = new RingOfStores(seed, size, StoreConfig.defaults(), FOUNDING);
    ring.await(ring.start(0, context -> ring.store(0).found(true, context)));
    return ring;
  }
}
