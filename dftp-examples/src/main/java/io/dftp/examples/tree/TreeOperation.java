// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

/** What the clients of a {@link TreeTrial} do. */
public enum TreeOperation {
  /** STOR: a whole file, in the place of another or not. */
  STORE,
  /** APPE: bytes at the end of a file. */
  APPEND,
  /** REST and STOR: bytes over the end of a file, and beyond it. */
  RESUME,
  /** STOR whose connection breaks before its end. */
  BREAK_OFF,
  /** DELE. */
  DELETE,
  /** RNFR and RNTO of a file within its directory. */
  RENAME_FILE,
  /** RNFR and RNTO of a file to another directory. */
  MOVE_FILE,
  /** RNFR and RNTO of a directory within the one above it. */
  RENAME_DIRECTORY,
  /** RNFR and RNTO of a directory to another one. */
  MOVE_DIRECTORY,
  /** MKD. */
  MAKE,
  /** RMD. */
  REMOVE,
  /** MFMT of a file or directory. */
  TOUCH,
  /** RETR. */
  READ,
  /** MLSD, in pages. */
  LIST;

  boolean isUpload() {
    return this == STORE || this == APPEND || this == RESUME || this == BREAK_OFF;
  }

  boolean isRename() {
    return this == RENAME_FILE
        || this == MOVE_FILE
        || this == RENAME_DIRECTORY
        || this == MOVE_DIRECTORY;
  }

  /** Says whether it changes where something is, and what is below it. */
  boolean changesWays() {
    return isRename() || this == MAKE || this == REMOVE;
  }

  boolean isChange() {
    return this != READ && this != LIST;
  }
}
