// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** The disk failed and is out of service until the process starts again. */
public final class DiskFailedException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that says what failed first. */
  public DiskFailedException(String message, Throwable cause) {
    super(Outcome.MAY_HAVE_HAPPENED, message, cause);
  }
}
