// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.sim.explore.Exploration;
import io.dftp.sim.explore.Transitions;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Looks at every step of repair from every state that was reached: while nobody dead waits to be
 * taken for a predecessor, each step that changes a pointer lowers {@link PointerErrors}, and a
 * settled ring stays settled.
 */
final class RepairOracle {

  private final AtomicRingWorld world;
  private long steps;
  private long notLowered;
  private long unsettled;
  private String example = "";

  private RepairOracle(AtomicRingWorld world) {
    this.world = world;
  }

  static RepairOracle over(AtomicRingWorld world, Exploration<AtomicState> exploration) {
    RepairOracle oracle = new RepairOracle(world);
    exploration.forEach((index, ring) -> oracle.look(ring));
    return oracle;
  }

  /** Returns how many steps changed a pointer. */
  long steps() {
    return steps;
  }

  /** Returns how many of them did not lower the errors. */
  long notLowered() {
    return notLowered;
  }

  /** Returns how many steps led out of a settled ring. */
  long unsettled() {
    return unsettled;
  }

  /** Returns the first step that was wrong, drawn; empty when none was. */
  String example() {
    return example;
  }

  private void look(AtomicState ring) {
    if (world.hasDeadNotifier(ring)) {
      return;
    }
    boolean settled = world.isSettled(ring);
    int[] before = PointerErrors.of(world.shape(ring));
    Looker looker = new Looker(ring, before, settled);
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position)) {
        world.repair(ring, position, 0, looker);
      }
    }
  }

  private final class Looker implements Transitions<AtomicState> {

    private final AtomicState ring;
    private final int[] before;
    private final boolean settled;

    Looker(AtomicState ring, int[] before, boolean settled) {
      this.ring = ring;
      this.before = before;
      this.settled = settled;
    }

    @Override
    public void to(AtomicState next, Supplier<String> label) {
      if (settled && !world.isSettled(next)) {
        unsettled++;
        note(next, label.get() + ", and the ring is settled no more");
      }
      if (!world.changesPointers(ring, next)) {
        return;
      }
      steps++;
      int[] after = PointerErrors.of(world.shape(next));
      if (Arrays.compare(after, before) >= 0) {
        notLowered++;
        note(
            next,
            "%s: the errors %s became %s"
                .formatted(label.get(), Arrays.toString(before), Arrays.toString(after)));
      }
    }

    @Override
    public void broken(String property, Supplier<String> detail, Supplier<String> label) {
      note(ring, label.get() + ": " + detail.get());
    }

    private void note(AtomicState next, String what) {
      if (example.isEmpty()) {
        example = world.draw(ring) + "\n" + what + "\n" + world.draw(next);
      }
    }
  }
}
