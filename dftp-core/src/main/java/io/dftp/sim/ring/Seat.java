// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingEffect;
import io.dftp.chord.RingEffect.QueryLife;
import io.dftp.chord.RingEffect.QueryState;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingPhase.PingingPredecessor;
import io.dftp.chord.RingState;
import org.jspecify.annotations.Nullable;

/**
 * The state of one position with the query that it has open, and what a checker asks of it often.
 * Members are numbers of a {@link SmallCircle}.
 */
final class Seat {

  private final RingState state;
  private final @Nullable RingEffect query;
  private final int self;
  private final int[] list;
  private final int predecessor;
  private final long mentioned;
  private final long notifiers;
  private final long skipped;

  Seat(SmallCircle circle, RingState state, @Nullable RingEffect query) {
    this.state = state;
    this.query = query;
    this.self = circle.number(state.self());
    this.list = state.successors().entries().stream().mapToInt(circle::number).toArray();
    RingMember known = state.predecessor();
    this.predecessor = known == null ? SmallCircle.NONE : circle.number(known);
    long[] set = new long[1];
    MemberMap.forEachMember(state, member -> set[0] |= 1L << circle.number(member));
    this.mentioned = set[0];
    RingMember waiting = state.waitingNotifier();
    long waits = waiting == null ? 0 : 1L << circle.number(waiting);
    this.notifiers =
        state.phase() instanceof PingingPredecessor pinging
            ? waits | 1L << circle.number(pinging.notifier())
            : waits;
    long passed = 0;
    int last = self;
    for (int entry : list) {
      passed |= circle.between(last, entry);
      last = entry;
    }
    this.skipped = passed;
  }

  RingState state() {
    return state;
  }

  /** Returns the query that is not answered yet. */
  @Nullable RingEffect query() {
    return query;
  }

  /** Returns whom the open query asks. */
  RingMember asked() {
    if (query instanceof QueryState asks) {
      return asks.to();
    }
    if (query instanceof QueryLife asks) {
      return asks.to();
    }
    throw new IllegalStateException("no query is open");
  }

  int self() {
    return self;
  }

  int[] list() {
    return list;
  }

  int predecessor() {
    return predecessor;
  }

  /** Returns all members in it, itself included. */
  long mentioned() {
    return mentioned;
  }

  /** Returns who waits to be taken for its predecessor. */
  long notifiers() {
    return notifiers;
  }

  /** Returns the members that its extended list passes over. */
  long skipped() {
    return skipped;
  }
}
