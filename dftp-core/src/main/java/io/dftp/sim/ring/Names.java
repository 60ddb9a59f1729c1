// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingState;
import io.dftp.chord.SuccessorList;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import java.util.ArrayList;
import java.util.List;

/** The members that a small world can have: some places, and a few incarnations of each. */
final class Names {

  /** How many incarnations of one place a state can tell apart. */
  static final int INCARNATIONS = 4;

  private final RingMember[][] members;

  Names(int ids) {
    members = new RingMember[ids][INCARNATIONS];
    for (int place = 0; place < ids; place++) {
      for (int incarnation = 0; incarnation < INCARNATIONS; incarnation++) {
        members[place][incarnation] =
            new RingMember(Identifier.of(place), incarnation, new NodeAddress("h" + place, 1));
      }
    }
  }

  int ids() {
    return members.length;
  }

  RingMember member(int place, long incarnation) {
    return members[place][(int) incarnation];
  }

  static int place(RingMember member) {
    byte[] id = member.id().toBytes();
    return id[id.length - 1];
  }

  /** Returns the states of an ideal ring of these places, in ascending order. */
  List<RingState> ideal(List<Integer> places, int successors) {
    List<RingMember> all = places.stream().map(place -> member(place, 0)).toList();
    int size = all.size();
    ImmutableList.Builder<RingState> states = ImmutableList.builder();
    for (int i = 0; i < size; i++) {
      RingMember self = all.get(i);
      List<RingMember> list = new ArrayList<>();
      for (int j = 1; j <= Math.min(successors, size - 1); j++) {
        list.add(all.get((i + j) % size));
      }
      RingState outside = RingState.outside(self, successors);
      states.add(
          new RingState(
              new SuccessorList(self, successors, list),
              true,
              size == 1 ? null : all.get((i + size - 1) % size),
              outside.phase(),
              null,
              0));
    }
    return states.build();
  }

  /** Returns each way to choose so many of the places. */
  static List<List<Integer>> choices(int ids, int size) {
    ImmutableList.Builder<List<Integer>> all = ImmutableList.builder();
    for (int mask = 0; mask < 1 << ids; mask++) {
      if (Integer.bitCount(mask) == size) {
        ImmutableList.Builder<Integer> places = ImmutableList.builder();
        for (int place = 0; place < ids; place++) {
          if ((mask >> place & 1) == 1) {
            places.add(place);
          }
        }
        all.add(places.build());
      }
    }
    return all.build();
  }
}
