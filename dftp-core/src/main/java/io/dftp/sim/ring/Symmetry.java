// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingMember;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Which states are alike: those that differ by a turn of the circle, because the protocol only asks
 * what lies between what; and those that differ in the numbers of incarnations but not in their
 * order.
 */
final class Symmetry {

  private static final int UNKNOWN = -1;

  private final Names names;
  private final boolean turning;
  private final StepTable table;
  private final Numbered<Letter> letters;
  private final Turns turnedStates;
  private final Turns turnedLetters;
  private int[] stateNames = new int[0];
  private int[] letterNames = new int[0];

  /**
   * Creates the symmetry of a world.
   *
   * @param turning false for a step function that is not the same from every place of the circle
   */
  Symmetry(Names names, StepTable table, Numbered<Letter> letters, boolean turning) {
    this.turning = turning;
    this.names = names;
    this.table = table;
    this.letters = letters;
    this.turnedStates =
        new Turns(
            names.ids(), (number, turn) -> table.numberOf(turn(turn).of(table.state(number))));
    this.turnedLetters =
        new Turns(names.ids(), (number, turn) -> letters.of(turn(turn).of(letters.get(number))));
  }

  private Renaming turn(int turn) {
    return new Renaming(
        member -> names.member((Names.place(member) + turn) % names.ids(), member.incarnation()));
  }

  /** Returns the least of all turns of the state. */
  MessageState canonical(MessageState state) {
    MessageState least = state;
    for (int turn = 1; turning && turn < names.ids(); turn++) {
      MessageState turned = turned(state, turn);
      if (compare(turned, least) < 0) {
        least = turned;
      }
    }
    return least;
  }

  private MessageState turned(MessageState state, int turn) {
    int ids = names.ids();
    int[] positions = new int[ids];
    for (int place = 0; place < ids; place++) {
      int number = state.positions()[place];
      positions[(place + turn) % ids] =
          number == MessageState.NONE ? MessageState.NONE : turnedStates.of(number, turn);
    }
    int[] underWay = new int[state.letters().length];
    for (int i = 0; i < underWay.length; i++) {
      underWay[i] = turnedLetters.of(state.letters()[i], turn);
    }
    Arrays.sort(underWay);
    return new MessageState(positions, underWay);
  }

  private static int compare(MessageState one, MessageState other) {
    int order = Arrays.compare(one.positions(), other.positions());
    return order != 0 ? order : Arrays.compare(one.letters(), other.letters());
  }

  /** Returns the number of an incarnation that is newer than all that the state names. */
  int nextIncarnation(MessageState state, int place) {
    int used = namesIn(state) >>> (place * Names.INCARNATIONS) & ((1 << Names.INCARNATIONS) - 1);
    return Integer.SIZE - Integer.numberOfLeadingZeros(used);
  }

  /** Numbers the incarnations of each place that are still named from 0 on, in their order. */
  MessageState compact(MessageState state) {
    int used = namesIn(state);
    boolean dense = true;
    for (int place = 0; place < names.ids(); place++) {
      int own = used >>> (place * Names.INCARNATIONS) & ((1 << Names.INCARNATIONS) - 1);
      dense &= (own & (own + 1)) == 0;
    }
    return dense ? state : renamed(state, used);
  }

  private MessageState renamed(MessageState state, int used) {
    Renaming renaming =
        new Renaming(
            member -> {
              int shift = Names.place(member) * Names.INCARNATIONS;
              int older = used >>> shift & ((1 << member.incarnation()) - 1);
              return names.member(Names.place(member), Integer.bitCount(older));
            });
    int[] positions = new int[names.ids()];
    for (int place = 0; place < positions.length; place++) {
      int number = state.positions()[place];
      positions[place] =
          number == MessageState.NONE
              ? MessageState.NONE
              : table.numberOf(renaming.of(table.state(number)));
    }
    int[] underWay =
        Arrays.stream(state.letters())
            .map(number -> letters.of(renaming.of(letters.get(number))))
            .sorted()
            .toArray();
    return new MessageState(positions, underWay);
  }

  /** Returns one bit for each incarnation of each place that the state names. */
  private int namesIn(MessageState state) {
    int all = 0;
    for (int number : state.positions()) {
      if (number != MessageState.NONE) {
        stateNames = fitting(stateNames, number);
        if (stateNames[number] == 0) {
          Collecting collecting = new Collecting();
          new Renaming(collecting).of(table.state(number));
          stateNames[number] = collecting.bits;
        }
        all |= stateNames[number];
      }
    }
    for (int number : state.letters()) {
      letterNames = fitting(letterNames, number);
      if (letterNames[number] == 0) {
        Collecting collecting = new Collecting();
        new Renaming(collecting).of(letters.get(number));
        letterNames[number] = collecting.bits;
      }
      all |= letterNames[number];
    }
    return all;
  }

  private static int[] fitting(int[] array, int index) {
    return index < array.length ? array : Arrays.copyOf(array, 2 * index + 64);
  }

  private static final class Collecting implements UnaryOperator<RingMember> {
    private int bits;

    @Override
    public RingMember apply(RingMember member) {
      bits |= 1 << (Names.place(member) * Names.INCARNATIONS + (int) member.incarnation());
      return member;
    }
  }

  /** Numbers of turned values, each computed once. */
  private static final class Turns {

    interface Computation {
      int of(int number, int turn);
    }

    private final List<int[]> known = new ArrayList<>();
    private final int ids;
    private final Computation computation;

    Turns(int ids, Computation computation) {
      this.ids = ids;
      this.computation = computation;
    }

    int of(int number, int turn) {
      while (known.size() <= number) {
        int[] none = new int[ids];
        Arrays.fill(none, UNKNOWN);
        known.add(none);
      }
      int[] turns = known.get(number);
      if (turns[turn] == UNKNOWN) {
        turns[turn] = computation.of(number, turn);
      }
      return turns[turn];
    }
  }
}
