// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.sim.DiskFaults;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a change of a map means when one of its holders cannot take it. */
class ReplicationFaultsTest {

  private static final Duration MINUTES = Duration.ofMinutes(5);

  /** The holders may have it: to say that it did not happen would be a lie. */
  @Test
  void aPrimaryThatCouldNotKeepWhatItHasSentSaysThatItMayHaveHappened() {
    RingOfStores ring = new RingOfStores(40, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    int primary = order.get(0);
    int gateway = order.get(1);
    ring.put(gateway, map, "first", "opens the map");
    fillQueue(ring, primary);

    CompletableFuture<MutationResult> answer =
        ring.start(
            gateway,
            Duration.ofSeconds(10),
            context -> ring.store(gateway).mutate(map, RingOfStores.putting("a", "one"), context));

    assertThatThrownBy(() -> ring.await(answer))
        .isInstanceOfSatisfying(
            DftpException.class,
            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.MAY_HAVE_HAPPENED));
    assertThat(ring.durableAt(map, "a", "one")).contains(gateway);
  }

  /** Lets the disk take no more writes for some minutes. */
  private static void fillQueue(RingOfStores ring, int host) {
    ring.host(host).disk().setFaults(DiskFaults.none().withLatency(MINUTES, Duration.ZERO));
    LocalStore disk = ring.host(host).process().store();
    for (int i = 0; i < 1024; i++) {
      disk.write(new RowBatch());
    }
  }
}
