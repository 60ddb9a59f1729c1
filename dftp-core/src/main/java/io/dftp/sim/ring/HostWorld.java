// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingStep;
import io.dftp.sim.explore.Transitions;
import java.util.ArrayList;
import java.util.List;

/**
 * A ring whose hosts have several positions each, which fail all at once. Positions join one by
 * one, as in production.
 */
final class HostWorld extends DerivedWorld {

  /** Of what the assumptions are asked before a host fails. */
  enum Judging {
    /** The host as a whole, as if its positions were one failure. */
    BY_HOST,
    /** Each of its positions, as if it failed alone: what holds for one position a host. */
    BY_POSITION
  }

  /** Which host a position belongs to. */
  enum Layout {
    /** The positions of a host are neighbours, which is the worst case. */
    ADJACENT {
      @Override
      int host(int position, int ids, int positions) {
        return position / positions;
      }
    },
    /** The positions of a host are as far from each other as they can be. */
    SPREAD {
      @Override
      int host(int position, int ids, int positions) {
        return position % ((ids + positions - 1) / positions);
      }
    };

    abstract int host(int position, int ids, int positions);
  }

  private final int successors;
  private final int positions;
  private final Layout layout;
  private final Judging judging;

  HostWorld(RingStep step, int ids, int successors, int positions, Layout layout, Judging judging) {
    super(new AtomicRingWorld(step, ids, successors, RingAssumptions.PROVEN.withoutTurning()));
    this.successors = successors;
    this.positions = positions;
    this.layout = layout;
    this.judging = judging;
  }

  @Override
  public List<AtomicState> initialStates() {
    return base().initialStates();
  }

  @Override
  public void expand(AtomicState ring, Transitions<AtomicState> into) {
    long principals = moves().principals(ring);
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position)) {
        base().repair(ring, position, principals, into);
      } else {
        base().joins(ring, position, principals, into);
      }
    }
    for (int host = 0; host < ring.positions(); host++) {
      List<Integer> own = live(ring, host);
      if (!own.isEmpty() && mayFail(ring, own, principals)) {
        into.to(without(ring, own), () -> "the host of " + own + " fails");
      }
    }
  }

  private boolean mayFail(AtomicState ring, List<Integer> own, long principals) {
    if (judging == Judging.BY_POSITION) {
      return own.stream()
          .allMatch(
              position -> RingAssumptions.PROVEN.mayFail(moves(), ring, position, principals));
    }
    long rest = principals;
    for (int position : own) {
      rest &= ~(1L << moves().absoluteSelf(ring, position));
    }
    return (rest == principals || Long.bitCount(rest) > successors) && leavesSuccessors(ring, own);
  }

  private boolean leavesSuccessors(AtomicState ring, List<Integer> own) {
    AtomicState rest = without(ring, own);
    for (int position = 0; position < rest.positions(); position++) {
      if (rest.isLive(position) && moves().best(rest, position) == SmallCircle.NONE) {
        return false;
      }
    }
    return true;
  }

  /** Says whether some host's failure would leave another member without a live successor. */
  boolean hangsOnAHost(AtomicState ring) {
    for (int host = 0; host < ring.positions(); host++) {
      List<Integer> own = live(ring, host);
      if (!own.isEmpty() && !leavesSuccessors(ring, own)) {
        return true;
      }
    }
    return false;
  }

  private List<Integer> live(AtomicState ring, int host) {
    List<Integer> own = new ArrayList<>();
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position) && layout.host(position, ring.positions(), positions) == host) {
        own.add(position);
      }
    }
    return own;
  }

  private AtomicState without(AtomicState ring, List<Integer> own) {
    AtomicState rest = ring;
    for (int position : own) {
      rest = moves().fail(rest, position);
    }
    return rest;
  }
}
