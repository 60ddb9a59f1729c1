// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

/**
 * How the bytes of an upload meet those of a file that is there.
 *
 * @param kind the rule
 * @param offset where the first new byte goes, for {@link Kind#OVERWRITE}; else 0
 */
public record WriteMode(Kind kind, long offset) {
  /** The three rules. */
  public enum Kind {
    /** The new bytes are the whole file (STOR). */
    REPLACE,
    /** The new bytes follow the end of the file, which is made if missing (APPE). */
    APPEND,
    /**
     * The new bytes lie over the old ones from an offset on (REST and STOR); old bytes before and
     * behind them stay. The offset is at most the size of the file, 0 if there is none.
     */
    OVERWRITE
  }

  /** Returns the mode in which the new bytes are the whole file. */
  public static WriteMode replace() {
    return new WriteMode(Kind.REPLACE, 0);
  }

  /** Returns the mode in which the new bytes follow the old ones. */
  public static WriteMode append() {
    return new WriteMode(Kind.APPEND, 0);
  }

  /**
   * Returns the mode in which the new bytes lie over the old ones.
   *
   * @param offset where they begin, in bytes
   */
  public static WriteMode overwriteFrom(long offset) {
    return new WriteMode(Kind.OVERWRITE, offset);
  }
}
