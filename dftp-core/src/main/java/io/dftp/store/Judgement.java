// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import org.jspecify.annotations.Nullable;

/**
 * What an owner says to an operation that was not decided before: that it can be applied or voided,
 * a refusal, or that it cannot be told now.
 */
final class Judgement {

  /** Beyond so many entries of its context a map takes no operation of a further writer. */
  static final int MAX_CONTEXT = 20_000;

  private static final TryAnswer YES = new TryAnswer.Voided();

  private final MapState state;
  private final PendingView view;
  private final boolean complete;
  private boolean behind;

  Judgement(MapState state, PendingView view, boolean complete) {
    this.state = state;
    this.view = view;
    this.complete = complete;
  }

  /** Says whether the operation rests on something that this copy has never seen. */
  boolean isBehind() {
    return behind;
  }

  /** Returns a refusal, or why it cannot be told; anything else means that it can be applied. */
  TryAnswer of(Operation operation) {
    Mutation mutation = operation.mutation();
    if (!state.isBorn() && !mutation.isBirth() && !isBornNow()) {
      return new TryAnswer.NotNow(true, "nobody who knows the map can be reached");
    }
    TryAnswer full = isFull(operation);
    if (full != null) {
      return full;
    }
    MutationVerdict verdict = MutationVerdict.of(mutation, view, state.context(), complete);
    if (verdict instanceof MutationVerdict.Fails fails) {
      return new TryAnswer.Refused(fails.condition(), fails.current());
    }
    if (verdict instanceof MutationVerdict.Behind unseen) {
      behind = true;
      return new TryAnswer.NotNow(
          !complete, "this copy is older than what you saw: " + unseen.dot());
    }
    if (verdict instanceof MutationVerdict.Unsure) {
      return new TryAnswer.NotNow(true, "not all who know the map can be reached");
    }
    return YES;
  }

  /** Returns why it cannot be voided; anything else means that it can. */
  TryAnswer ofVoid(boolean certain) {
    return certain
        ? YES
        : new TryAnswer.NotNow(true, "not all who may have applied it can be reached");
  }

  private boolean isBornNow() {
    return !view.rows(MapState.BIRTH).isEmpty();
  }

  private @Nullable TryAnswer isFull(Operation operation) {
    boolean newWriter = state.context().highest(operation.id().writer()) == 0;
    if (newWriter && state.context().entries() >= MAX_CONTEXT) {
      return new TryAnswer.NotNow(
          false, "more than " + MAX_CONTEXT + " processes have written to this map");
    }
    long added = Change.bytes(operation.mutation());
    boolean grows = !operation.mutation().puts().isEmpty();
    return grows && state.bytes() + added > StateCollector.MAX_MAP_BYTES
        ? new TryAnswer.NotNow(
            false, "the map would exceed " + StateCollector.MAX_MAP_BYTES + " bytes")
        : null;
  }
}
