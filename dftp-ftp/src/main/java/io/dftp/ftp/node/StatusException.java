// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

/** A cluster could not be asked. The message is one line for the user. */
public final class StatusException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Creates one with a line for the user. */
  public StatusException(String message, Throwable cause) {
    super(message, cause);
  }
}
