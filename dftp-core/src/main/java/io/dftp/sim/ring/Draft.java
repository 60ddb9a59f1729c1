// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingEffect;
import io.dftp.chord.RingEffect.JoinFailed;
import io.dftp.chord.RingEffect.Notify;
import io.dftp.chord.RingEffect.QueryLife;
import io.dftp.chord.RingEffect.QueryState;
import io.dftp.chord.RingEffect.SayFarewell;
import io.dftp.chord.RingEvent;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingState;
import io.dftp.sim.ring.Letter.Goodbye;
import io.dftp.sim.ring.Letter.Notice;
import io.dftp.sim.ring.Letter.Query;
import io.dftp.sim.ring.Letter.Reply;
import java.util.ArrayList;
import java.util.List;

/** The state behind a transition of a {@link MessageWorld}, while it is made. */
final class Draft {

  private final StepTable table;
  private final MessageBounds bounds;
  private final int[] positions;
  private final List<Letter> letters;
  private int retrying = MessageState.NONE;

  Draft(StepTable table, MessageBounds bounds, int[] positions, List<Letter> letters) {
    this.table = table;
    this.bounds = bounds;
    this.positions = positions.clone();
    this.letters = new ArrayList<>(letters);
  }

  int[] positions() {
    return positions;
  }

  List<Letter> letters() {
    return letters;
  }

  /** Returns the place of who is to stabilize again soon, since the last call. */
  int takeRetry() {
    int place = retrying;
    retrying = MessageState.NONE;
    return place;
  }

  boolean isPresent(RingMember member) {
    int state = positions[Names.place(member)];
    return state != MessageState.NONE && table.state(state).self().equals(member);
  }

  void place(RingState state) {
    positions[Names.place(state.self())] = table.numberOf(state);
  }

  void take(Letter letter) {
    letters.remove(letter);
  }

  /** Hands the event to the position, and carries out what follows from it. */
  void feed(int place, RingEvent event) {
    RingMember self = table.state(positions[place]).self();
    StepTable.Outcome outcome = table.step(positions[place], event);
    positions[place] = outcome.state();
    if (outcome.ended()) {
      endQuery(self);
    }
    outcome.effects().forEach(effect -> carryOut(self, effect));
    if (outcome.effects().contains(new JoinFailed()) || event instanceof RingEvent.LeaveRequested) {
      remove(place);
    }
  }

  /** Takes the position away; what it sent before stays under way. */
  void remove(int place) {
    RingMember self = table.state(positions[place]).self();
    letters.removeIf(letter -> isAsker(letter, self));
    positions[place] = MessageState.NONE;
  }

  void send(Letter letter) {
    if (!letters.contains(letter) && letters.size() < bounds.letters()) {
      letters.add(letter);
    }
  }

  private void carryOut(RingMember self, RingEffect effect) {
    if (effect instanceof QueryState query) {
      send(new Query(self, query.to(), false, false));
    } else if (effect instanceof QueryLife query) {
      send(new Query(self, query.to(), true, false));
    } else if (effect instanceof Notify notify) {
      send(new Notice(self, notify.to()));
    } else if (effect instanceof RingEffect.RetryLater) {
      retrying = Names.place(self);
    } else if (effect instanceof SayFarewell bye) {
      send(new Goodbye(self, bye.to(), bye.predecessor()));
    }
  }

  private void endQuery(RingMember asker) {
    List<Letter> open =
        letters.stream().filter(letter -> isAsker(letter, asker) && !isLate(letter)).toList();
    letters.removeAll(open);
    for (Letter letter : open) {
      Letter late =
          letter instanceof Query query
              ? new Query(query.asker(), query.to(), query.life(), true)
              : new Reply(asker, ((Reply) letter).from(), ((Reply) letter).event(), true);
      if (letters.stream().filter(Draft::isLate).count() < bounds.late()) {
        send(late);
      }
    }
  }

  static boolean isLate(Letter letter) {
    return (letter instanceof Query query && query.late())
        || (letter instanceof Reply reply && reply.late());
  }

  private static boolean isAsker(Letter letter, RingMember member) {
    return (letter instanceof Query query && query.asker().equals(member))
        || (letter instanceof Reply reply && reply.asker().equals(member));
  }
}
