// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One fault of a round.
 *
 * @param victims the numbers of the nodes, from 0
 * @param atMillis when it begins at the earliest
 * @param forMillis how long nodes are away
 * @param seed for what else is by chance
 */
record Strike(Fault fault, List<Integer> victims, long atMillis, long forMillis, long seed) {

  /** So many disks of one round may be damaged: each effect is on three. */
  static final int MOST_DAMAGED = 2;

  private static final long BETWEEN_MILLIS = 4_000;
  private static final long SHORTEST_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 8_000;

  Strike {
    victims = List.copyOf(victims);
  }

  /**
   * Plans the faults of a round: all kinds as often, in an order by chance.
   *
   * @param seconds in which they begin
   */
  static List<Strike> plan(long seed, List<Fault> kinds, int nodes, int seconds) {
    Random random = new Random(seed);
    long span = seconds * 1000L;
    int count = (int) Math.max(1, span / BETWEEN_MILLIS);
    List<Fault> order = new ArrayList<>();
    while (order.size() < count) {
      List<Fault> shuffled = new ArrayList<>(kinds);
      Collections.shuffle(shuffled, random);
      order.addAll(shuffled);
    }
    Set<Integer> damaged = new LinkedHashSet<>();
    List<Strike> strikes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Fault fault = order.get(i);
      List<Integer> victims = victims(fault, nodes, damaged, random);
      if (fault.damages()) {
        damaged.addAll(victims);
      }
      long at = (long) ((i + random.nextDouble()) * span / count);
      long away = random.nextLong(SHORTEST_MILLIS, LONGEST_MILLIS);
      strikes.add(new Strike(fault, victims, at, away, random.nextLong()));
    }
    strikes.sort(Comparator.comparingLong(Strike::atMillis));
    return strikes;
  }

  private static List<Integer> victims(
      Fault fault, int nodes, Set<Integer> damaged, Random random) {
    if (fault == Fault.FOLDERS) {
      Set<Integer> two = new LinkedHashSet<>(damaged);
      while (two.size() < MOST_DAMAGED) {
        two.add(random.nextInt(nodes));
      }
      return List.copyOf(two);
    }
    if (fault.damages() && damaged.size() >= MOST_DAMAGED) {
      return List.of(List.copyOf(damaged).get(random.nextInt(damaged.size())));
    }
    int first = random.nextInt(nodes);
    int second = (first + 1 + random.nextInt(nodes - 1)) % nodes;
    return fault == Fault.KILL && random.nextBoolean() ? List.of(first, second) : List.of(first);
  }

  @Override
  public String toString() {
    return fault.word() + victims.stream().map(n -> " n" + (n + 1)).collect(Collectors.joining());
  }
}
