// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.id.Arc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * No key has two owners for longer than a stated time: the arcs that members take for their own do
 * not overlap. Keys may have no owner for a while, when somebody joins, leaves or dies.
 *
 * <p>The time may be zero while members join, in any order and side by side, and while one leaves a
 * ring at rest, however long messages take. It has to be longer when members go between whom others
 * are just joining: {@link #LAG} then, where nothing is lost. It may be any while somebody who
 * lives is taken for dead.
 */
public final class OneOwner implements Invariant {

  /**
   * How long two owners may last in a connected ring whose members leave and die while others join:
   * as long as one of them may need longer than the other to find that a third has gone.
   */
  public static final Duration LAG = Duration.ofSeconds(1);

  private final Supplier<List<RingView>> views;
  private final Supplier<Duration> clock;
  private final Duration within;
  private List<RingView> last = ImmutableList.of();
  private Optional<String> overlap = Optional.empty();
  private @Nullable Duration since;
  private Duration longest = Duration.ZERO;

  /**
   * Creates the rule; hand it to {@link Simulation#addInvariant}.
   *
   * @param views of all live members in the order of the circle; cheapest when it is the same list
   *     until one changes
   * @param clock tells the virtual time
   * @param within how long a key may have two owners
   */
  public OneOwner(Supplier<List<RingView>> views, Supplier<Duration> clock, Duration within) {
    this.views = views;
    this.clock = clock;
    this.within = within;
  }

  /** Returns how long two owners lasted at most so far. */
  public Duration longest() {
    return longest;
  }

  @Override
  public String name() {
    return "one owner";
  }

  @Override
  public Optional<String> check() {
    List<RingView> now = views.get();
    if (!isSame(now)) {
      last = now;
      overlap = overlap(now);
    }
    if (overlap.isEmpty()) {
      since = null;
      return overlap;
    }
    Duration begun = since == null ? clock.get() : since;
    since = begun;
    Duration lasted = clock.get().minus(begun);
    longest = lasted.compareTo(longest) > 0 ? lasted : longest;
    return within.isZero() || lasted.compareTo(within) > 0
        ? overlap.map(what -> what + ", for " + lasted)
        : Optional.empty();
  }

  @SuppressWarnings("ReferenceEquality") // The list is mostly the very same.
  private boolean isSame(List<RingView> now) {
    return now == last || now.equals(last);
  }

  /** Returns which two members own the same keys; empty when none do. */
  static Optional<String> overlap(List<RingView> now) {
    List<RingView> owners = now.stream().filter(view -> view.arc().isPresent()).toList();
    for (int i = 0; i < owners.size(); i++) {
      RingView owner = owners.get(i);
      RingMember before = owners.get((i + owners.size() - 1) % owners.size()).self();
      Arc arc = owner.arc().orElseThrow();
      // It ends at its owner, so that only one who stands before the owner can be in it.
      if (!before.equals(owner.self()) && arc.contains(before.id())) {
        return Optional.of("both " + before + " and " + owner.self() + " own keys of " + arc);
      }
    }
    return Optional.empty();
  }
}
