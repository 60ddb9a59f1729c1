// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/** What happens to an operation at its gateway. */
sealed interface AttemptEvent {

  /** An owner was found, or a pause is over. */
  record OwnerFound() implements AttemptEvent {}

  /** The owner that was asked has answered. */
  record Answered(TryAnswer answer) implements AttemptEvent {}

  /** The owner that was asked has not answered in time, or it is not known what it did. */
  record NoAnswer() implements AttemptEvent {}

  /** The client waits no longer. */
  record TimeUp() implements AttemptEvent {}
}
