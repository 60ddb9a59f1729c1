// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.id.Arc;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * No key has two owners: the arcs that members take for their own do not overlap. Keys may have no
 * owner for a while, when somebody joins, leaves or dies.
 *
 * <p>Holds while members join, in any order and side by side, and while one leaves a ring at rest,
 * however long messages take. It may break for a while when members go between whom others are just
 * joining, when somebody who lives is taken for dead, and while several rings become one.
 */
public final class OneOwner implements Invariant {

  private final Supplier<List<RingView>> views;
  private List<RingView> last = ImmutableList.of();

  /**
   * Creates the rule; hand it to {@link Simulation#addInvariant}.
   *
   * @param views of all live members in the order of the circle
   */
  public OneOwner(Supplier<List<RingView>> views) {
    this.views = views;
  }

  @Override
  public String name() {
    return "one owner";
  }

  @Override
  public Optional<String> check() {
    List<RingView> now = views.get();
    if (now.equals(last)) {
      return Optional.empty();
    }
    last = now;
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
