// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingEffect;
import io.dftp.chord.RingEffect.AnswerBusy;
import io.dftp.chord.RingEffect.AnswerNotMember;
import io.dftp.chord.RingEffect.AnswerPong;
import io.dftp.chord.RingEffect.AnswerState;
import io.dftp.chord.RingEffect.Notify;
import io.dftp.chord.RingEffect.QueryLife;
import io.dftp.chord.RingEffect.QueryState;
import io.dftp.chord.RingEffect.SayFarewell;
import io.dftp.chord.RingEvent;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingState;
import io.dftp.chord.RingStep;
import io.dftp.runtime.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All seats that an exploration met, and what the step function does to each: it is asked once for
 * each pair of a seat and an event, and the answer is kept. So a step costs little in the millions
 * of states that differ only in who sits beside whom.
 *
 * <p>Where rings that are turns of each other count as one, a seat is written as its own position
 * sees the circle: itself at position 0. That is its frame.
 */
final class Seats {

  static final int NOBODY = 0;

  private record Key(RingState state, @Nullable RingEffect query) {}

  private final SmallCircle circle;
  private final RingStep step;
  private final int capacity;
  private final boolean turning;

  private final List<Seat> seats = new ArrayList<>();
  private final Map<Key, Integer> seatNumbers = new LinkedHashMap<>();
  private final List<RingEvent> events = new ArrayList<>();
  private final Map<RingEvent, Integer> eventNumbers = new LinkedHashMap<>();
  private final List<RingEffect> answers = new ArrayList<>();
  private final Map<RingEffect, Integer> answerNumbers = new LinkedHashMap<>();
  private final List<StepOutcome> outcomes = new ArrayList<>();
  private final LongIntMap outcomeNumbers = new LongIntMap();
  private final LongIntMap replies = new LongIntMap();
  private final LongIntMap farewellEvents = new LongIntMap();
  private final LongIntMap shifted = new LongIntMap();

  /**
   * @param turning whether each seat is written in its own frame; false for a step function that is
   *     not the same from every position of the circle
   */
  Seats(SmallCircle circle, RingStep step, int capacity, boolean turning) {
    this.circle = circle;
    this.step = step;
    this.capacity = capacity;
    this.turning = turning;
    // Number 0 is nobody's.
    seats.add(new Seat(circle, RingState.outside(circle.member(0), capacity), null));
  }

  SmallCircle circle() {
    return circle;
  }

  int capacity() {
    return capacity;
  }

  boolean isTurning() {
    return turning;
  }

  Seat seat(int number) {
    return seats.get(number);
  }

  int size() {
    return seats.size();
  }

  int outcomesKept() {
    return outcomes.size();
  }

  /** Returns how far the frame of a position is turned. */
  int frame(int position) {
    return turning ? position : 0;
  }

  /** Returns the number of a seat with no open query, by what it knows. */
  int seat(RingState state) {
    return seat(state, null);
  }

  /** Returns the number of an event whose members are written in the frame of who hears it. */
  int event(RingEvent event) {
    return number(event, eventNumbers, events);
  }

  RingEvent event(int number) {
    return events.get(number);
  }

  RingEffect answer(int number) {
    return answers.get(number);
  }

  /**
   * Returns the event that an answer is to the one who asked.
   *
   * @param turn how far the frame of the answerer lies behind the frame of who asked
   */
  int reply(int answer, int turn) {
    long key = (long) answer * circle.positions() + turn;
    int known = replies.get(key);
    if (known == LongIntMap.ABSENT) {
      RingEvent event = turned(turn).of(reply(answers.get(answer)));
      known = event(event);
      replies.put(key, known);
    }
    return known;
  }

  /**
   * Returns what a leaver says as an event for who hears it.
   *
   * @param which of the farewells
   * @param turn how far the frame of the leaver lies behind the frame of who hears it
   */
  int farewell(int leaver, int which, StepOutcome outcome, int turn) {
    long key = ((long) leaver * Byte.MAX_VALUE + which) * circle.positions() + turn;
    int known = farewellEvents.get(key);
    if (known == LongIntMap.ABSENT) {
      known = event(turned(turn).of(outcome.farewells().get(which)));
      farewellEvents.put(key, known);
    }
    return known;
  }

  /** Returns what the event does to the seat. */
  StepOutcome step(int seat, int event) {
    long key = (long) seat << 32 | event;
    int known = outcomeNumbers.get(key);
    if (known == LongIntMap.ABSENT) {
      known = outcomes.size();
      outcomes.add(outcome(seats.get(seat), events.get(event)));
      outcomeNumbers.put(key, known);
    }
    return outcomes.get(known);
  }

  /** Returns the seat as it is when an incarnation that nobody knows is left out of the count. */
  int withoutIncarnation(int seat, int gone) {
    long key = (long) seat * Long.SIZE + gone;
    int known = shifted.get(key);
    if (known == LongIntMap.ABSENT) {
      Seat before = seats.get(seat);
      known = renamed(before, members(number -> shifted(number, gone)));
      shifted.put(key, known);
    }
    return known;
  }

  /**
   * Looks for a step that is not the same from another position of the circle; where there is none,
   * it is right to take rings for one that are turns of each other.
   *
   * @return the first seat and event that differ, from among all that were met
   */
  @Nullable String asymmetry() {
    int seatsMet = seats.size();
    int eventsMet = events.size();
    for (int seat = 1; seat < seatsMet; seat++) {
      for (int event = 0; event < eventsMet; event++) {
        if (outcomeNumbers.get((long) seat << 32 | event) != LongIntMap.ABSENT
            && !isSymmetric(seats.get(seat).state(), events.get(event))) {
          return seats.get(seat).state() + " " + events.get(event);
        }
      }
    }
    return null;
  }

  private boolean isSymmetric(RingState state, RingEvent event) {
    RingState plain = step.step(state, event).state();
    MemberMap same = members(number -> number);
    for (int turn = 1; turn < circle.positions(); turn++) {
      MemberMap map = turned(turn);
      if (!map.of(plain).equals(same.of(step.step(map.of(state), map.of(event)).state()))) {
        return false;
      }
    }
    return true;
  }

  private int shifted(int number, int gone) {
    boolean newer = number > gone && circle.position(number) == circle.position(gone);
    return newer ? number - 1 : number;
  }

  private MemberMap turned(int turn) {
    return members(number -> circle.turned(number, turn));
  }

  private MemberMap members(IntUnaryOperator renumber) {
    return new MemberMap(member -> circle.member(renumber.applyAsInt(circle.number(member))));
  }

  private int renamed(Seat seat, MemberMap map) {
    RingEffect query = seat.query();
    return seat(map.of(seat.state()), query == null ? null : map.ofQuery(query));
  }

  private int seat(RingState state, @Nullable RingEffect query) {
    Key key = new Key(state, query);
    Integer known = seatNumbers.get(key);
    if (known == null) {
      known = seats.size();
      seats.add(new Seat(circle, state, query));
      seatNumbers.put(key, known);
    }
    return known;
  }

  private static <T> int number(T thing, Map<T, Integer> numbers, List<T> all) {
    Integer known = numbers.get(thing);
    if (known == null) {
      known = all.size();
      all.add(thing);
      numbers.put(thing, known);
    }
    return known;
  }

  private StepOutcome outcome(Seat seat, RingEvent event) {
    Step<RingState, RingEffect> decided;
    try {
      decided = step.step(seat.state(), event);
    } catch (RuntimeException | AssertionError e) {
      return StepOutcome.failed(seat.state() + " cannot take " + event + ": " + e);
    }
    RingEffect query = isAnswer(event) ? null : seat.query();
    int queries = 0;
    int answer = SmallCircle.NONE;
    ImmutableList.Builder<RingMember> notified = ImmutableList.builder();
    ImmutableList.Builder<RingEvent> farewells = ImmutableList.builder();
    ImmutableList.Builder<RingMember> leftTo = ImmutableList.builder();
    for (RingEffect effect : decided.effects()) {
      if (effect instanceof QueryState || effect instanceof QueryLife) {
        query = effect;
        queries++;
      } else if (effect instanceof Notify notify) {
        notified.add(notify.to());
      } else if (effect instanceof SayFarewell farewell) {
        farewells.add(
            new RingEvent.FarewellReceived(0, seat.state().self(), farewell.predecessor()));
        leftTo.add(farewell.to());
      } else if (isAnswer(effect)) {
        answer = number(effect, answerNumbers, answers);
      }
    }
    if (queries > 1) {
      return StepOutcome.failed(seat.state() + " opens two queries at " + event);
    }
    MemberMap same = members(number -> number);
    boolean open = decided.state().phase().request() >= 0;
    return new StepOutcome(
        seat(same.of(decided.state()), open && query != null ? same.ofQuery(query) : null),
        numbers(notified.build()),
        farewells.build(),
        numbers(leftTo.build()),
        answer,
        null);
  }

  private int[] numbers(List<RingMember> members) {
    return members.stream().mapToInt(circle::number).toArray();
  }

  private static boolean isAnswer(RingEvent event) {
    return event instanceof RingEvent.StateReply
        || event instanceof RingEvent.Pong
        || event instanceof RingEvent.BusyReply
        || event instanceof RingEvent.Gone
        || event instanceof RingEvent.TimedOut;
  }

  private static boolean isAnswer(RingEffect effect) {
    return effect instanceof AnswerState
        || effect instanceof AnswerPong
        || effect instanceof AnswerBusy
        || effect instanceof AnswerNotMember;
  }

  private static RingEvent reply(RingEffect answer) {
    if (answer instanceof AnswerState state) {
      return new RingEvent.StateReply(0, state.predecessor(), state.successors());
    }
    if (answer instanceof AnswerPong) {
      return new RingEvent.Pong(0);
    }
    return answer instanceof AnswerBusy ? new RingEvent.BusyReply(0) : new RingEvent.Gone(0);
  }
}
