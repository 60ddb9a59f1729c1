// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** The disk of this host took the rows not, for lack of room; another host may. */
final class NoRoomException extends DftpException {

  private static final long serialVersionUID = 1L;

  NoRoomException(StoreFullException refusal) {
    super(
        Outcome.ASK_ELSEWHERE,
        "the disk of this host takes no more rows: " + refusal.getMessage(),
        refusal);
  }
}
