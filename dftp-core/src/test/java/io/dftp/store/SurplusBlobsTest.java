// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A host that has one copy of a blob too many does not make it one too few. */
class SurplusBlobsTest {

  /** A listing names the copy; only reading it shows that it is none. */
  @Test
  void aCopyStaysUntilThreeOthersHaveReadTheirs() {
    RingOfStores ring = new RingOfStores(101, 4);
    ObjectId map = ring.newMap();
    BlobId id = new BlobId(map, 0);
    byte[] content = new byte[1000];
    new Random(101).nextBytes(content);
    List<Integer> order = ring.order(id.key());
    int late = order.get(2);
    int surplus = order.get(3);
    List<NodeAddress> all = ring.hosts().stream().map(host -> host.address()).toList();
    List<NodeAddress> without = new ArrayList<>(all);
    without.remove(ring.host(late).address());
    ring.show(all, without);
    ring.putBlob(order.get(0), id, content);
    assertThat(ring.copies(id)).isEqualTo(3);

    ring.hearAnotherRing(true);
    ring.show(all, all);
    ring.simulation()
        .expect("the fourth copy is made", () -> ring.copies(id) == 4, Duration.ofMinutes(1));
    ring.simulation().runFor(Duration.ofSeconds(20));
    ring.host(late).disk().corruptBlob(id);
    ring.hearAnotherRing(false);

    // At the moment of the drop: a little later the bad copy has been replaced.
    int steps = 0;
    while (ring.host(surplus).disk().durableBlobs().contains(id) && steps++ < 60_000) {
      ring.simulation().runFor(Duration.ofMillis(1));
    }
    assertThat(steps).isLessThan(60_000);
    CallContext context =
        CallContext.withTimeout(ring.host(late).process().loop(), Duration.ofSeconds(5));
    assertThat(ring.await(ring.host(late).process().store().getBlob(id, context))).isPresent();
  }
}
