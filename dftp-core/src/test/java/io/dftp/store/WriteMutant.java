// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/** Bugs that are planted around the steps of the write path, for the exploration to find. */
enum WriteMutant {
  NONE,
  /** A holder takes changes whatever its own copy is. */
  CHANGES_REST_ON_ANY_COPY,
  /** A new owner drops what is prepared and not committed. */
  PREPARED_IS_DROPPED,
  /** Changes are told as soon as they are durable at the owner. */
  HOLDERS_ARE_NOT_AWAITED,
  /** The gateway tells the first refusal, and voids nothing. */
  REFUSALS_ARE_NOT_VOIDED,
  /** Each attempt has a dot of its own. */
  NEW_DOT_EACH_ATTEMPT
}
