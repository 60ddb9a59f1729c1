// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

/** What a failed operation has left behind, as far as its caller can know. */
public enum Outcome {
  /** It certainly did not happen, and will not; trying again is safe. */
  DID_NOT_HAPPEN,
  /** It may have happened, or may still happen; try again only what is idempotent. */
  MAY_HAVE_HAPPENED,
  /** It did not happen here, and another host should be asked. */
  ASK_ELSEWHERE
}
