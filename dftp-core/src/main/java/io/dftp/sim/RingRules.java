// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingView;
import io.dftp.sim.ring.RingInvariant;
import io.dftp.sim.ring.RingSnapshot;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Named invariants of a ring, looked at after every event that changed what a member knows; nothing
 * is looked at while there is no member.
 *
 * <p>{@link #LOCAL} hold always, whatever fails. All of {@link RingInvariant} hold while a ring
 * keeps to the proven assumptions: it has r+1 members or more, the dead are told from the slow, and
 * no failure leaves a member without a live successor or fewer than r+1 principals, as {@link
 * RingInvariant#SUFFICIENT_PRINCIPALS} counts them: a list that holds an earlier incarnation of a
 * member passes over that member.
 */
public final class RingRules implements Invariant {

  /** What each member's own list keeps at any size and under any failures. */
  public static final List<RingInvariant> LOCAL =
      ImmutableList.of(RingInvariant.NO_DUPLICATES, RingInvariant.ORDERED_SUCCESSOR_LISTS);

  private final Supplier<List<RingView>> views;
  private final int successors;
  private final EnumSet<RingInvariant> rules;
  private List<RingView> last = ImmutableList.of();

  /**
   * Creates the rules; hand them to {@link Simulation#addInvariant}.
   *
   * @param views of all live members, each time the same object for a view that has not changed
   * @param successors the most entries of a successor list, Zave's {@code r}
   * @param rules at least one
   */
  public RingRules(
      Supplier<List<RingView>> views, int successors, Collection<RingInvariant> rules) {
    checkArgument(successors >= 1, "successors must be at least 1, not %s", successors);
    checkArgument(!rules.isEmpty(), "there must be at least one rule, such as RingRules.LOCAL");
    this.views = views;
    this.successors = successors;
    this.rules = EnumSet.copyOf(rules);
  }

  /** Returns these rules for a simulated ring. */
  public static RingRules of(SimulatedRing ring, Collection<RingInvariant> rules) {
    return new RingRules(ring::views, ring.settings().chord().successors(), rules);
  }

  @Override
  public String name() {
    return rules.stream().map(RingInvariant::title).collect(Collectors.joining(", "));
  }

  @Override
  public Optional<String> check() {
    List<RingView> now = views.get();
    if (now.isEmpty() || isUnchanged(now)) {
      return Optional.empty();
    }
    last = now;
    RingSnapshot snapshot = RingSnapshot.of(now, successors);
    for (RingInvariant rule : rules) {
      Optional<String> violation = rule.violation(snapshot);
      if (violation.isPresent()) {
        return Optional.of(rule.title() + ": " + violation.get() + ", in " + now);
      }
    }
    return Optional.empty();
  }

  @SuppressWarnings("ReferenceEquality") // A view is immutable: the same one says the same.
  private boolean isUnchanged(List<RingView> now) {
    if (now.size() != last.size()) {
      return false;
    }
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i) != last.get(i)) {
        return false;
      }
    }
    return true;
  }
}
