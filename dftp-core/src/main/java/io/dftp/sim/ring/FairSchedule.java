// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingEvent;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingPhase;
import io.dftp.chord.RingState;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Lets a ring alone: nobody joins, leaves or fails any more, no message is lost, and every position
 * stabilizes at its period. Times are those of the production shell: a period is jittered by a
 * quarter, who was busy or heard BUSY tries again after 2 to 22 percent of it, a query times out
 * after three of them. All positions begin at the same moment, which is the worst for those who
 * wait for each other; no change makes a round come sooner, which is worse than production.
 */
final class FairSchedule {

  /** What {@link #periods} returns for a ring that does not settle. */
  static final int NEVER = -1;

  private static final int PERIOD = 1000;
  private static final int TIME_OUT = 3 * PERIOD;
  private static final int SLOWEST_LETTER = PERIOD / 10;
  private static final int LIMIT = 200 * PERIOD;

  /** Enough for every message of a quiet small ring. */
  private static final int LETTERS = 31;

  private final MessageWorld world;
  private final StepTable table;
  private final MessageBounds bounds;
  private final Map<IntBuffer, Boolean> settled = new LinkedHashMap<>();

  FairSchedule(MessageWorld world) {
    this.world = world;
    this.table = world.table();
    MessageBounds small = world.bounds();
    this.bounds =
        new MessageBounds(
            small.ids(), small.successors(), small.incarnations(), LETTERS, 0, small.ids(), false);
  }

  /** Returns after how many periods the ring is ideal and at rest. */
  int periods(MessageState state, long seed) {
    return new Run(state, seed).periods();
  }

  private boolean isSettled(int[] positions) {
    return settled.computeIfAbsent(
        IntBuffer.wrap(positions.clone()), fresh -> computeSettled(positions));
  }

  private boolean computeSettled(int[] positions) {
    List<RingState> states =
        Arrays.stream(positions)
            .filter(number -> number != MessageState.NONE)
            .mapToObj(table::state)
            .toList();
    return states.stream().allMatch(state -> state.isIdle() && state.member())
        && RingInvariants.isIdeal(
            RingSnapshot.of(
                states.stream().map(RingState::view).toList(), world.bounds().successors()));
  }

  /** One run; the letters under way and the timers, each with the moment when it is due. */
  private final class Run {

    private final Draft draft;
    private final SplittableRandom random;
    private final Map<Letter, Integer> letters = new LinkedHashMap<>();
    private final int[] ticks;
    private final int[] timeOuts;
    private final RingPhase[] phases;
    private int now;

    Run(MessageState state, long seed) {
      this.draft = world.draft(state, bounds);
      this.random = new SplittableRandom(seed);
      this.ticks = new int[bounds.ids()];
      this.timeOuts = new int[bounds.ids()];
      this.phases = new RingPhase[bounds.ids()];
      Arrays.fill(phases, new RingPhase.Idle());
    }

    int periods() {
      while (now < LIMIT) {
        observe();
        if (letters.isEmpty() && isSettled(draft.positions())) {
          return (now + PERIOD - 1) / PERIOD;
        }
        advance();
      }
      return NEVER;
    }

    /** Sets a moment for what is new since the last event. */
    private void observe() {
      letters.keySet().retainAll(draft.letters());
      for (Letter letter : draft.letters()) {
        letters.computeIfAbsent(letter, fresh -> now + 1 + random.nextInt(SLOWEST_LETTER));
      }
      for (int place = 0; place < phases.length; place++) {
        RingPhase phase =
            draft.positions()[place] == MessageState.NONE
                ? new RingPhase.Idle()
                : state(place).phase();
        if (!phase.equals(phases[place])) {
          phases[place] = phase;
          timeOuts[place] = now + TIME_OUT;
        }
      }
    }

    private void advance() {
      int place = earliestTimer();
      Letter letter = earliestLetter();
      if (letter != null && (place == MessageState.NONE || letters.get(letter) <= due(place))) {
        now = Math.max(now, letters.remove(letter));
        world.deliver(draft, letter);
        heedRetry();
        return;
      }
      now = Math.max(now, due(place));
      if (!phases[place].equals(new RingPhase.Idle()) && timeOuts[place] <= ticks[place]) {
        feed(place, new RingEvent.TimedOut(StepTable.OPEN));
      } else {
        tick(place);
      }
    }

    private void tick(int place) {
      RingState state = state(place);
      if (!state.isIdle()) {
        ticks[place] = now + retry();
        return;
      }
      ticks[place] = now + PERIOD * 3 / 4 + random.nextInt(PERIOD / 2);
      RingMember before = state.predecessor();
      if (before != null && draft.positions()[Names.place(before)] == MessageState.NONE) {
        feed(place, new RingEvent.PeerDied(before));
      }
      feed(place, new RingEvent.StabilizeTick());
    }

    private void feed(int place, RingEvent event) {
      draft.feed(place, event);
      heedRetry();
    }

    /** Who heard BUSY, or nothing, tries again soon. */
    private void heedRetry() {
      int place = draft.takeRetry();
      if (place != MessageState.NONE) {
        ticks[place] = Math.min(ticks[place], now + retry());
      }
    }

    private int retry() {
      return PERIOD / 50 + random.nextInt(PERIOD / 5);
    }

    private @Nullable Letter earliestLetter() {
      Letter earliest = null;
      for (Letter letter : letters.keySet()) {
        if (earliest == null || letters.get(letter) < letters.get(earliest)) {
          earliest = letter;
        }
      }
      return earliest;
    }

    private int due(int place) {
      return phases[place].equals(new RingPhase.Idle())
          ? ticks[place]
          : Math.min(ticks[place], timeOuts[place]);
    }

    private int earliestTimer() {
      int earliest = MessageState.NONE;
      for (int place = 0; place < ticks.length; place++) {
        if (draft.positions()[place] != MessageState.NONE
            && (earliest == MessageState.NONE || due(place) < due(earliest))) {
          earliest = place;
        }
      }
      return earliest;
    }

    private RingState state(int place) {
      return table.state(draft.positions()[place]);
    }
  }
}
