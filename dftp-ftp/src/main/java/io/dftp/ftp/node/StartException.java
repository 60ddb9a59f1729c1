// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.ftp.disk.DataFolderInUseException;

/** A node could not start. The message is one line for its user: what is wrong and what to do. */
public final class StartException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Creates one with a line for the user. */
  public StartException(String message) {
    super(message);
  }

  /** Creates one with a line for the user and the cause behind it. */
  public StartException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says whether it is because another process uses the data folder. */
  public boolean isDataFolderInUse() {
    return getCause() instanceof DataFolderInUseException;
  }
}
