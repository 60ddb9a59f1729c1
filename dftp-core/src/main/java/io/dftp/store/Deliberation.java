// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the operations that wait at an owner, one after the other, each against what those
 * before it leave, and by its own name first: what was applied or voided before stays so. Nothing
 * is changed by it; what is decided still has to reach all holders.
 */
final class Deliberation {

  private final MapState state;
  private final Term term;
  private final PendingView view;
  private final boolean complete;
  private final boolean mayVoid;
  private final TryAnswer.Applied applied;
  private boolean behind;

  /**
   * Creates one for a group.
   *
   * @param term under which the map is served
   * @param complete whether what is not in the copy is not anywhere
   * @param mayVoid whether what others may have tried can be voided
   * @param applied what to say of an operation that was applied before
   */
  Deliberation(
      MapState state, Term term, boolean complete, boolean mayVoid, TryAnswer.Applied applied) {
    this.state = state;
    this.term = term;
    this.view = new PendingView(state);
    this.complete = complete;
    this.mayVoid = mayVoid;
    this.applied = applied;
  }

  /**
   * What an owner is asked.
   *
   * @param operation what to try; null to void
   * @param clean whether no other owner can have applied what is to be voided
   */
  record Asked(OperationId id, long decidedBelow, @Nullable Operation operation, boolean clean) {}

  /** What is decided on one operation. */
  sealed interface Ruling {}

  /** The answer, which rests on nothing that could still fail. */
  record Tell(TryAnswer answer) implements Ruling {}

  /** The answer when the group is everywhere: it may rest on changes of the group. */
  record TellWithGroup(TryAnswer.Refused refusal) implements Ruling {}

  /** A change, which belongs to the group. */
  record Make(Change change) implements Ruling {}

  /** Says whether the operation is in the group already, and is told once that has ended. */
  boolean isInGroup(OperationId id) {
    return view.decided().stream().anyMatch(change -> change.id().equals(id));
  }

  Ruling on(Asked asked) {
    TryAnswer known = known(asked.id());
    if (known != null) {
      return new Tell(known);
    }
    Operation operation = asked.operation();
    Judgement judgement = new Judgement(state, view, complete);
    TryAnswer answer =
        operation == null ? judgement.ofVoid(asked.clean() || mayVoid) : judgement.of(operation);
    behind |= judgement.isBehind();
    if (answer instanceof TryAnswer.Refused refusal) {
      return new TellWithGroup(refusal);
    }
    if (answer instanceof TryAnswer.NotNow) {
      return new Tell(answer);
    }
    Change change =
        operation == null
            ? Change.voiding(asked.id(), asked.decidedBelow(), term)
            : Change.applying(operation, term);
    view.add(change);
    return new Make(change);
  }

  private @Nullable TryAnswer known(OperationId id) {
    Verdict verdict = state.verdicts().of(id);
    if (verdict == Verdict.APPLIED) {
      return applied;
    }
    if (verdict == Verdict.VOID) {
      return new TryAnswer.Voided();
    }
    return state.isDecided(id) ? new TryAnswer.Forgotten() : null;
  }

  /** Returns the changes of the group, in their order. */
  List<Change> group() {
    return view.decided();
  }

  /** Says whether an operation rested on something that this copy has never seen. */
  boolean isBehind() {
    return behind;
  }
}
