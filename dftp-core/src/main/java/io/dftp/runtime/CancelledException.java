// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

/** Work was called off, or its deadline passed, before its result was known. */
public final class CancelledException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that says what was called off. */
  public CancelledException(Outcome outcome, String message) {
    super(outcome, message);
  }

  /** Creates one that says what was called off, and what kept it from ending before. */
  public CancelledException(Outcome outcome, String message, Throwable cause) {
    super(outcome, message, cause);
  }
}
