// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** Rows are on the disk and cannot be read; others have copies of what they said. */
public final class DamagedRowsException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that says which rows, as far as that is known. */
  public DamagedRowsException(String message) {
    super(Outcome.ASK_ELSEWHERE, message);
  }

  /** Creates one with the cause behind it. */
  public DamagedRowsException(String message, Throwable cause) {
    super(Outcome.ASK_ELSEWHERE, message, cause);
  }
}
