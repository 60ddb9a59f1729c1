// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import java.time.Instant;

/**
 * What a listing says about one file or directory.
 *
 * @param name the last name of its path; empty for the root
 * @param kind file or directory
 * @param size bytes of a file; 0 for a directory
 * @param modified the last change of the content, or of the list of names
 * @param id text without spaces or semicolons that no other file or directory has at the same time,
 *     the same on every node and after a rename (the {@code unique} fact of RFC 3659)
 */
public record FileInfo(String name, Kind kind, long size, Instant modified, String id) {
  /** What a name stands for. */
  public enum Kind {
    /** Bytes that can be read and written. */
    FILE,
    /** Names of files and directories. */
    DIRECTORY
  }

  /** Tells whether this is a directory. */
  public boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }
}
