// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

/** Another process uses the data folder. */
public final class DataFolderInUseException extends DataFolderException {

  private static final long serialVersionUID = 1L;

  /** Creates one with the line to show. */
  public DataFolderInUseException(String message) {
    super(message);
  }
}
