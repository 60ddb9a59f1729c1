// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Since when this host has owned each key without a break, counted in changes of its arcs. Confined
 * to the event loop.
 */
final class Ownership {

  /** How often the owner of this object says that the process runs. */
  static final Duration HEARTBEAT = Duration.ofMillis(200);

  private static final int REMEMBERED = 256;

  private final EventLoop loop;
  private final Placement placement;
  private final long longestPauseNanos;
  private final Deque<View> views = new ArrayDeque<>();
  private long epoch = 1;
  private boolean beating;
  private long lastBeatNanos;

  Ownership(EventLoop loop, Placement placement, Duration pauseLimit) {
    this.loop = loop;
    this.longestPauseNanos = HEARTBEAT.plus(pauseLimit).toNanos();
    this.placement = placement;
    views.addFirst(new View(epoch, placement.ownedArcs()));
  }

  private record View(long epoch, List<Arc> arcs) {
    boolean contains(Identifier key) {
      return arcs.stream().anyMatch(arc -> arc.contains(key));
    }
  }

  /** Notes that the process runs; to be called every {@link #HEARTBEAT}. */
  void beat() {
    update();
    beating = true;
    lastBeatNanos = loop.nowNanos();
  }

  /**
   * Looks at the arcs again. After a stand-still, others may have become owners without our
   * knowing, whatever this host's view says; so all ownership begins anew, before anything that
   * waited meanwhile is served.
   */
  void update() {
    long now = loop.nowNanos();
    if (beating && now - lastBeatNanos > longestPauseNanos) {
      lastBeatNanos = now;
      reset();
      return;
    }
    List<Arc> arcs = List.copyOf(placement.ownedArcs());
    if (!arcs.equals(views.getFirst().arcs())) {
      views.addFirst(new View(++epoch, arcs));
      if (views.size() > REMEMBERED) {
        // What is forgotten only makes a key look owned for a shorter time, which is safe.
        views.removeLast();
      }
    }
  }

  private void reset() {
    views.clear();
    views.addFirst(new View(++epoch, List.copyOf(placement.ownedArcs())));
  }

  /** Returns the number of the present view. */
  long epoch() {
    update();
    return epoch;
  }

  boolean owns(Identifier key) {
    update();
    return views.getFirst().contains(key);
  }

  /** Returns the view since which the key has been owned without a break; never if it is not. */
  long ownedSince(Identifier key) {
    update();
    long since = Long.MAX_VALUE;
    for (View view : views) {
      if (!view.contains(key)) {
        break;
      }
      since = view.epoch();
    }
    return since;
  }
}
