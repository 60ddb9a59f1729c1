// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/** What an {@link AttemptProtocol} wants done. */
sealed interface AttemptEffect {

  /** Ask the owner that was found to try it. */
  record Try() implements AttemptEffect {}

  /**
   * Ask the owner that was found to void it.
   *
   * @param clean whether no owner can have applied it
   */
  record VoidIt(boolean clean) implements AttemptEffect {}

  /** Look for an owner again, after a pause. */
  record LookAgain() implements AttemptEffect {}

  /** Tell the client that it happened. */
  record TellApplied(int copies, int wanted) implements AttemptEffect {}

  /** Tell the client that a condition did not hold, and that it will never happen. */
  record TellRefused(TryAnswer.Refused refusal) implements AttemptEffect {}

  /** Tell the client that it did not happen, and will not. */
  record TellNothing() implements AttemptEffect {}

  /** Tell the client that it may have happened, or may still happen. */
  record TellUnsure() implements AttemptEffect {}

  /** Nobody will ask about it again. */
  record Forget() implements AttemptEffect {}
}
