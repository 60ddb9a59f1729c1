// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import java.io.IOException;

/** The data folder cannot be used; the message is one line that says what to do. */
public class DataFolderException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Creates one with the line to show. */
  public DataFolderException(String message) {
    super(message);
  }

  /** Creates one with the line to show and the cause behind it. */
  public DataFolderException(String message, Throwable cause) {
    super(message, cause);
  }
}
