// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** There is no room for the bytes; nothing was stored, and removals still work. */
public final class StoreFullException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that says what is full. */
  public StoreFullException(String message) {
    super(Outcome.DID_NOT_HAPPEN, message);
  }
}
