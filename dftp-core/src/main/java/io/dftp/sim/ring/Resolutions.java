// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.dftp.chord.RingEvent.StateReply;
import io.dftp.chord.RingState;
import io.dftp.chord.RingView;
import io.dftp.sim.explore.StateInvariant;
import io.dftp.sim.ring.Letter.Reply;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rings without messages that a state with answers under way stands for.
 *
 * <p>A position whose query is open answers BUSY, so nobody reads its list between the moment when
 * the one it asks answers and the moment when it applies the answer. Its change may therefore count
 * as done at the first of the two, or not at all if the answer will not come in time. Each choice
 * for each answer under way gives one ring, to which the invariants and the operating assumptions
 * apply as they stand; they must hold in all of them. Without that, a failure that is allowed by
 * the lists as they are now may take the last live entry of the list that an answer under way is
 * about to make.
 */
final class Resolutions {

  private final StepTable table;
  private final int successors;
  private final boolean ofAnswersToo;
  private final Numbered<RingState> shapes = new Numbered<>();
  private final Map<IntBuffer, Map<String, String>> verdicts = new LinkedHashMap<>();
  private final Map<IntBuffer, Boolean> departures = new LinkedHashMap<>();
  private int[] shapeOf = {};

  /**
   * Creates the rings of a world.
   *
   * @param ofAnswersToo false: the operating assumptions are asked of the lists as they are only
   */
  Resolutions(StepTable table, int successors, boolean ofAnswersToo) {
    this.table = table;
    this.successors = successors;
    this.ofAnswersToo = ofAnswersToo;
  }

  /** Says whether the operating assumptions allow that the position at that place is gone. */
  boolean mayDepart(int[] positions, List<Reply> replies, int place) {
    for (int[] ring : ofAnswersToo ? all(positions, replies) : List.of(positions)) {
      int[] key = Arrays.copyOf(shape(ring), ring.length + 1);
      key[ring.length] = place;
      if (!departures.computeIfAbsent(IntBuffer.wrap(key), fresh -> mayDepart(ring, place))) {
        return false;
      }
    }
    return true;
  }

  private boolean mayDepart(int[] ring, int place) {
    int[] rest = ring.clone();
    rest[place] = MessageState.NONE;
    if (RingInvariant.ONE_LIVE_SUCCESSOR.violation(snapshot(rest)).isPresent()) {
      return false;
    }
    RingState leaver = table.state(ring[place]);
    RingSnapshot before = snapshot(ring);
    return !leaver.member()
        || !before.isPrincipal(leaver.self())
        || before.shape().principalCount() > successors + 1;
  }

  /** Returns the eight invariants, each of every ring that the state stands for. */
  List<StateInvariant<MessageState>> invariants(Function<MessageState, List<Reply>> replies) {
    Checker checker = new Checker(replies);
    return Arrays.stream(RingInvariant.values())
        .map(RingInvariant::title)
        .<StateInvariant<MessageState>>map(
            title ->
                new StateInvariant<>() {
                  @Override
                  public String name() {
                    return title;
                  }

                  @Override
                  public Optional<String> violation(MessageState state) {
                    return Optional.ofNullable(checker.broken(state).get(title));
                  }
                })
        .collect(ImmutableList.toImmutableList());
  }

  /** Looks at each state once for all invariants. */
  private final class Checker {
    private final Function<MessageState, List<Reply>> replies;
    private @Nullable MessageState last;
    private Map<String, String> broken = ImmutableMap.of();

    Checker(Function<MessageState, List<Reply>> replies) {
      this.replies = replies;
    }

    Map<String, String> broken(MessageState state) {
      if (!state.equals(last)) {
        last = state;
        broken = ImmutableMap.of();
        for (int[] ring : all(state.positions(), replies.apply(state))) {
          Map<String, String> verdict =
              verdicts.computeIfAbsent(
                  IntBuffer.wrap(shape(ring)), fresh -> verdict(snapshot(ring)));
          broken = broken.isEmpty() ? verdict : broken;
        }
      }
      return broken;
    }
  }

  private static Map<String, String> verdict(RingSnapshot ring) {
    ImmutableMap.Builder<String, String> broken = ImmutableMap.builder();
    for (RingInvariant invariant : RingInvariant.values()) {
      invariant.violation(ring).ifPresent(detail -> broken.put(invariant.title(), detail));
    }
    return broken.buildOrThrow();
  }

  private List<int[]> all(int[] positions, List<Reply> replies) {
    List<int[]> rings = new ArrayList<>();
    rings.add(positions);
    for (Reply reply : replies) {
      if (reply.event() instanceof StateReply) {
        int place = Names.place(reply.asker());
        int applied = table.step(positions[place], reply.event()).state();
        int known = rings.size();
        for (int i = 0; i < known; i++) {
          int[] resolved = rings.get(i).clone();
          resolved[place] = applied;
          rings.add(resolved);
        }
      }
    }
    return rings;
  }

  private RingSnapshot snapshot(int[] ring) {
    List<RingView> views =
        Arrays.stream(ring)
            .filter(number -> number != MessageState.NONE)
            .mapToObj(number -> table.state(number).view())
            .toList();
    return RingSnapshot.of(views, successors);
  }

  /** Returns what the invariants depend on: who is a member, and the lists. */
  private int[] shape(int[] ring) {
    int[] shape = new int[ring.length];
    for (int place = 0; place < ring.length; place++) {
      shape[place] = ring[place] == MessageState.NONE ? MessageState.NONE : shape(ring[place]);
    }
    return shape;
  }

  private int shape(int number) {
    if (number >= shapeOf.length) {
      shapeOf = Arrays.copyOf(shapeOf, 2 * number + 64);
    }
    if (shapeOf[number] == 0) {
      RingState state = table.state(number);
      RingState bare = RingState.outside(state.self(), state.successors().capacity());
      shapeOf[number] =
          1
              + shapes.of(
                  new RingState(state.successors(), state.member(), null, bare.phase(), null, 0));
    }
    return shapeOf[number];
  }
}
