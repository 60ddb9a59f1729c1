// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import io.dftp.sim.explore.Exploration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How every situation ends when nothing more goes wrong, and nothing that went wrong is put right:
 * down hosts stay down, held messages stay held, cut ways stay cut. The one thing that happens next
 * then leads from situation to situation, and in the end round a circle; in that circle every
 * connected group must have its one coordinator.
 */
final class QuietEndings {

  private static final long OPEN = -1;
  private static final long UNKNOWN = -2;
  private static final long NEVER = Long.MAX_VALUE;

  private final Exploration<Situation> exploration;
  private final ElectionWorld world;

  /** For each state how long it takes until all is settled for good. */
  private final long[] nanos;

  QuietEndings(Exploration<Situation> exploration, ElectionWorld world) {
    this.exploration = exploration;
    this.world = world;
    this.nanos = new long[exploration.states()];
    Arrays.fill(nanos, UNKNOWN);
    for (int index = 0; index < nanos.length; index++) {
      if (nanos[index] == UNKNOWN) {
        follow(index);
      }
    }
  }

  /** Returns the number of the first situation that ends badly, or -1. */
  int firstBad() {
    for (int index = 0; index < nanos.length; index++) {
      if (nanos[index] == NEVER) {
        return index;
      }
    }
    return -1;
  }

  /** Returns the longest time that any situation takes until it is settled for good. */
  Duration longest() {
    return Duration.ofNanos(Arrays.stream(nanos).filter(time -> time != NEVER).max().orElse(0));
  }

  private void follow(int start) {
    List<Integer> way = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    int index = start;
    while (nanos[index] == UNKNOWN) {
      nanos[index] = OPEN;
      way.add(index);
      ElectionWorld.Prompt next = next(index);
      times.add(next.nanos());
      int at = exploration.indexOf(next.after());
      index = at < 0 ? index : at;
    }
    int circle = nanos[index] == OPEN ? way.indexOf(index) : way.size();
    long rest = nanos[index] == OPEN ? onCircle(way.subList(circle, way.size())) : nanos[index];
    for (int i = way.size() - 1; i >= 0; i--) {
      if (i < circle && rest != NEVER) {
        boolean settled = rest == 0 && ElectionRules.isSettled(exploration.state(way.get(i)));
        // Before the circle it only has to be settled in the end.
        rest = settled ? 0 : rest + times.get(i);
      }
      nanos[way.get(i)] = rest;
    }
  }

  private long onCircle(List<Integer> circle) {
    for (int index : circle) {
      if (!ElectionRules.isSettled(exploration.state(index))) {
        return NEVER;
      }
    }
    return 0;
  }

  /** A situation in which nothing ever happens stays as it is. */
  private ElectionWorld.Prompt next(int index) {
    Situation now = exploration.state(index);
    try {
      return world.prompt(now).orElse(new ElectionWorld.Prompt(now, 0));
    } catch (BrokenRule broken) {
      throw new IllegalStateException("a rule is broken behind a visited state", broken);
    }
  }
}
