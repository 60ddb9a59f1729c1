// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import org.jspecify.annotations.Nullable;

/**
 * How an operation stands at its gateway, the only one that moves it on. Immutable.
 *
 * @param phase what is asked of owners now
 * @param asking whether an owner was asked and has not answered yet
 * @param unsure whether an owner that was asked to try may have applied it
 * @param refusal what the first refusal said; null before
 * @param told whether its client has an answer
 */
record Attempts(
    Phase phase,
    boolean asking,
    boolean unsure,
    TryAnswer.@Nullable Refused refusal,
    boolean told) {

  static final Attempts NONE = new Attempts(Phase.TRYING, false, false, null, false);

  /** What is asked of owners. */
  enum Phase {
    /** To apply it, or to refuse. */
    TRYING,
    /** Never to apply it; from here on nobody is asked to try again. */
    VOIDING,
    /** Nothing more: it is known what became of it, as far as it ever will be. */
    DECIDED
  }

  Attempts with(Phase changed) {
    return new Attempts(changed, asking, unsure, refusal, told);
  }

  Attempts asking(boolean changed) {
    return new Attempts(phase, changed, unsure, refusal, told);
  }

  Attempts asUnsure() {
    return new Attempts(phase, asking, true, refusal, told);
  }

  Attempts with(TryAnswer.Refused why) {
    return new Attempts(phase, asking, unsure, why, told);
  }

  Attempts asTold() {
    return new Attempts(phase, asking, unsure, refusal, true);
  }
}
