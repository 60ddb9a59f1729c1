// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an exploration found: the states, how they were reached, and what is broken in them. Not for
 * use by several threads at once.
 */
public final class Exploration<S> {

  /** Takes a state and its number. */
  @FunctionalInterface
  public interface Visitor<S> {
    /** Called once for each state. */
    void visit(int index, S state);
  }

  /** Where something is broken: in a state, or in a transition from it that has a label. */
  record Found(int index, String detail, @Nullable String lastLabel) {}

  private final World<S> world;
  private final PackedStates states;
  private final Levels levels;
  private final long transitions;
  private final boolean complete;
  private final Map<String, Found> found;
  private final StateReader<S> reader;
  private final BitWriter writer = new BitWriter();

  Exploration(
      World<S> world,
      PackedStates states,
      Levels levels,
      long transitions,
      boolean complete,
      Map<String, Found> found) {
    this.world = world;
    this.states = states;
    this.levels = levels;
    this.transitions = transitions;
    this.complete = complete;
    this.found = new LinkedHashMap<>(found);
    this.reader = new StateReader<>(world, states);
  }

  /** Returns how many states were reached; their numbers are 0 to one less. */
  public int states() {
    return states.size();
  }

  /** Returns how many transitions were taken, those to known states included. */
  public long transitions() {
    return transitions;
  }

  /** Returns the longest of the shortest ways from an initial state, in transitions. */
  public int depth() {
    return levels.last();
  }

  /** Says whether every reachable state was visited: no limit and no violation ended it. */
  public boolean isComplete() {
    return complete;
  }

  /** Returns how much memory the states take, in bytes. */
  public long bytes() {
    return states.bytes();
  }

  /** Returns a shortest counterexample for each property that is broken, the nearest first. */
  public List<Counterexample> counterexamples() {
    ImmutableList.Builder<Counterexample> all = ImmutableList.builder();
    found.forEach((property, at) -> all.add(trace(property, at)));
    return all.build();
  }

  /** Returns the state of that number. */
  public S state(int index) {
    return reader.read(index);
  }

  /** Returns the number of the state, or -1 when it was not reached. */
  public int indexOf(S state) {
    byte[] packed = packed(state);
    return states.find(packed, packed.length);
  }

  /** Returns how many transitions lead to the state of that number on a shortest way. */
  public int depthOf(int index) {
    return levels.depthOf(index);
  }

  /** Walks all states, in the order of their numbers. */
  public void forEach(Visitor<S> visitor) {
    for (int index = 0; index < states.size(); index++) {
      visitor.visit(index, reader.read(index));
    }
  }

  /** Returns a shortest way to the state of that number, as an example of what the text names. */
  public Counterexample traceTo(int index, String property, String detail) {
    return trace(property, new Found(index, detail, null));
  }

  private Counterexample trace(String property, Found at) {
    List<Integer> way = new ArrayList<>();
    for (int index = at.index(); index != PackedStates.NONE; index = states.parent(index)) {
      way.add(index);
    }
    List<Integer> forward = Lists.reverse(way);
    S current = initial(forward.get(0));
    String begin = world.draw(current);
    ImmutableList.Builder<Counterexample.Step> steps = ImmutableList.builder();
    for (int index : forward.subList(1, forward.size())) {
      // From the state itself and not from its representative, so that names do not change.
      StepFinder finder = new StepFinder(packed(state(index)));
      world.expand(current, finder);
      current = finder.next();
      steps.add(new Counterexample.Step(finder.label(), world.draw(current)));
    }
    if (at.lastLabel() == null) {
      return new Counterexample(property, detail(current, property, at), begin, steps.build());
    }
    LastStep last = new LastStep(property, at.detail(), at.lastLabel());
    world.expand(current, last);
    steps.add(new Counterexample.Step(last.label, ""));
    return new Counterexample(property, last.detail, begin, steps.build());
  }

  /** What was found was said of the representative; this says it of the state in the trace. */
  private String detail(S state, String property, Found at) {
    return world.invariants().stream()
        .filter(invariant -> invariant.name().equals(property))
        .findFirst()
        .flatMap(invariant -> invariant.violation(state))
        .orElse(at.detail());
  }

  private S initial(int index) {
    byte[] wanted = packed(state(index));
    return world.initialStates().stream()
        .filter(state -> Arrays.equals(packed(state), wanted))
        .findFirst()
        .orElseThrow();
  }

  private byte[] packed(S state) {
    writer.clear();
    world.pack(state, writer);
    return writer.toBytes();
  }

  /** Puts the words of a broken transition in the names of the state that the trace ends in. */
  private final class LastStep implements Transitions<S> {

    private final String property;
    private String detail;
    private String label;
    private boolean seen;

    LastStep(String property, String detail, String label) {
      this.property = property;
      this.detail = detail;
      this.label = label;
    }

    @Override
    public void to(S next, Supplier<String> words) {}

    @Override
    public void broken(String broken, Supplier<String> how, Supplier<String> words) {
      if (!seen && broken.equals(property)) {
        seen = true;
        detail = how.get();
        label = words.get();
      }
    }
  }

  @Override
  public String toString() {
    return states()
        + " states, "
        + transitions
        + " transitions, depth "
        + depth()
        + (complete ? ", complete" : ", not complete")
        + (found.isEmpty() ? "" : ", broken: " + String.join(", ", found.keySet()));
  }

  /** Finds the transition that leads to a packed state. */
  private final class StepFinder implements Transitions<S> {

    private final byte[] wanted;
    private @Nullable S next;
    private String label = "";

    StepFinder(byte[] wanted) {
      this.wanted = wanted;
    }

    @Override
    public void to(S candidate, Supplier<String> words) {
      if (next == null && Arrays.equals(packed(candidate), wanted)) {
        next = candidate;
        label = words.get();
      }
    }

    @Override
    public void broken(String property, Supplier<String> detail, Supplier<String> words) {}

    S next() {
      S known = next;
      if (known == null) {
        throw new IllegalStateException("the world is not the same from equal states");
      }
      return known;
    }

    String label() {
      return label;
    }
  }
}
