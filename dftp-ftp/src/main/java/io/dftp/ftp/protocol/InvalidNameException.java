// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

/** Says why a name or a path cannot exist in any file system that the engine serves. */
public final class InvalidNameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the error.
   *
   * @param message the reason, fit for the text of a reply
   */
  public InvalidNameException(String message) {
    super(message);
  }
}
