// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import org.jspecify.annotations.Nullable;

/**
 * One operation of a gateway in a {@link WriteWorld}. Immutable.
 *
 * @param mutation what is asked; null before the client has asked
 * @param state how it stands at its gateway
 * @param attempt counts the questions to owners, where each has a name of its own
 * @param told what the client was told
 */
record WriteOperation(@Nullable Mutation mutation, Attempts state, int attempt, Told told) {

  static final WriteOperation NONE = new WriteOperation(null, Attempts.NONE, 0, Told.WAITS);

  static WriteOperation of(Mutation mutation) {
    return new WriteOperation(mutation, Attempts.NONE, 0, Told.WAITS);
  }

  /** What a client was told. */
  enum Told {
    WAITS,
    APPLIED,
    REFUSED,
    NOTHING,
    UNSURE,
    /** Never asked: there was nothing that it could have been about. */
    SKIPPED
  }

  boolean isAsked() {
    return mutation != null;
  }

  WriteOperation with(Attempts changed) {
    return new WriteOperation(mutation, changed, attempt, told);
  }

  WriteOperation with(Told changed) {
    return new WriteOperation(mutation, state, attempt, changed);
  }

  WriteOperation nextAttempt() {
    return new WriteOperation(mutation, state, attempt + 1, told);
  }
}
