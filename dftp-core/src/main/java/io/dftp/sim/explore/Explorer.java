// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Visits every state of a {@link World}, breadth first, so that the first violation found is one of
 * the nearest. One thread; the result is the same in every run.
 */
public final class Explorer<S> {

  /** How many states are expanded between two calls of the progress listener. */
  static final int PROGRESS_EVERY = 1 << 14;

  private final World<S> world;
  private final ExplorationLimits limits;
  private final ProgressListener listener;
  private final PackedStates states = new PackedStates();
  private final Levels levels = new Levels();
  private final BitWriter writer = new BitWriter();
  private final Map<String, Exploration.Found> found = new LinkedHashMap<>();
  private long transitions;
  private int expanding = PackedStates.NONE;
  private boolean complete = true;
  private boolean stopped;

  private Explorer(World<S> world, ExplorationLimits limits, ProgressListener listener) {
    this.world = world;
    this.limits = limits;
    this.listener = listener;
  }

  /** Explores until everything is visited, a limit is met, or a violation ends it. */
  public static <S> Exploration<S> explore(
      World<S> world, ExplorationLimits limits, ProgressListener listener) {
    return new Explorer<>(world, limits, listener).run();
  }

  /** Explores everything up to the first violation. */
  public static <S> Exploration<S> explore(World<S> world) {
    return explore(world, ExplorationLimits.none(), (reached, expanded, transitions, depth) -> {});
  }

  private Exploration<S> run() {
    world.initialStates().forEach(this::reach);
    Sink sink = new Sink();
    StateReader<S> reader = new StateReader<>(world, states);
    int levelEnd = 0;
    int depth = -1;
    for (int index = 0; index < states.size() && !stopped; index++) {
      if (index == levelEnd) {
        depth++;
        levels.begin(index);
        levelEnd = states.size();
        if (depth == limits.depth()) {
          complete = false;
          break;
        }
      }
      if (index % PROGRESS_EVERY == 0) {
        listener.progress(states.size(), index, transitions, depth);
      }
      expanding = index;
      world.expand(reader.read(index), sink);
    }
    return new Exploration<>(world, states, levels, transitions, complete && !stopped, found);
  }

  private void reach(S next) {
    writer.clear();
    world.pack(next, writer);
    writer.finish();
    if (states.size() >= limits.states()) {
      complete &= states.find(writer.bytes(), writer.length()) != PackedStates.NONE;
      stopped |= !complete;
      return;
    }
    int index = states.add(writer.bytes(), writer.length(), expanding);
    if (index != PackedStates.NONE) {
      check(index, next);
    }
  }

  private void check(int index, S state) {
    for (StateInvariant<S> invariant : world.invariants()) {
      Optional<String> violation = invariant.violation(state);
      if (violation.isPresent()) {
        note(invariant.name(), new Exploration.Found(index, violation.get(), null));
        if (stopped) {
          return;
        }
      }
    }
  }

  private void note(String property, Exploration.Found violation) {
    found.putIfAbsent(property, violation);
    stopped |= limits.stopAtViolation();
  }

  private final class Sink implements Transitions<S> {

    @Override
    public void to(S next, Supplier<String> label) {
      if (!stopped) {
        transitions++;
        reach(next);
      }
    }

    @Override
    public void broken(String property, Supplier<String> detail, Supplier<String> label) {
      if (!stopped) {
        transitions++;
        @Nullable String last = label.get();
        note(property, new Exploration.Found(expanding, detail.get(), last));
      }
    }
  }
}
