// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the way back for a position whose successors and predecessor have all died, or seem to
 * have: it asks the hosts of former neighbours, one after the other, for as long as it is alone.
 *
 * <p>The proofs of the protocol exclude this case; without it a position that was cut off would
 * stay alone for ever. Confined to the event loop.
 */
final class Recall {

  /** Periods of stabilize between two questions: nobody may ever answer. */
  private static final int PERIODS = 4;

  private final EventLoop loop;
  private final Lookup lookup;
  private final RingDriver driver;
  private final ChordConfig config;
  private final ArrayDeque<NodeAddress> remembered = new ArrayDeque<>();
  private Cancellable timer = () -> {};
  private boolean asking;
  private boolean closed;

  Recall(EventLoop loop, Lookup lookup, RingDriver driver, ChordConfig config) {
    this.loop = loop;
    this.lookup = lookup;
    this.driver = driver;
    this.config = config;
  }

  /** Remembers who was near, and begins to ask when nobody is left. */
  void ringChanged(RingView before, RingView now) {
    before.predecessor().ifPresent(this::remember);
    before.successors().forEach(this::remember);
    if (isAlone(now) && !asking) {
      asking = true;
      arm();
    }
  }

  void close() {
    closed = true;
    timer.cancel();
  }

  private void remember(RingMember member) {
    NodeAddress host = member.address();
    if (!host.equals(driver.view().self().address())) {
      remembered.remove(host);
      remembered.addFirst(host);
      while (remembered.size() > config.remembered()) {
        remembered.removeLast();
      }
    }
  }

  private void arm() {
    double share = 0.75 + 0.5 * loop.random().nextDouble();
    long nanos = (long) (PERIODS * config.stabilizePeriod().toNanos() * share);
    timer = loop.schedule(Duration.ofNanos(nanos), this::askNext);
  }

  private void askNext() {
    NodeAddress host = remembered.pollFirst();
    if (closed || host == null || !isAlone(driver.view())) {
      asking = false;
      return;
    }
    remembered.addLast(host);
    CallContext context = CallContext.withTimeout(loop, config.requestTimeout());
    lookup
        .positionsOf(host, context)
        .whenComplete(
            (positions, failure) -> {
              context.close();
              if (failure == null) {
                recalled(positions);
              }
              if (!closed) {
                arm();
              }
            });
  }

  /** The one that comes first after the own place; the ring behind it shows those in between. */
  private void recalled(List<RingMember> positions) {
    Identifier place = driver.view().self().id();
    positions.stream()
        .filter(position -> !position.id().equals(place))
        .min(
            Comparator.comparing(
                RingMember::id,
                (one, other) ->
                    one.equals(other) ? 0 : Identifier.between(place, one, other) ? -1 : 1))
        .ifPresent(position -> driver.feed(new RingEvent.Recalled(position)));
  }

  private static boolean isAlone(RingView view) {
    return view.isMember() && view.successors().isEmpty() && view.predecessor().isEmpty();
  }
}
