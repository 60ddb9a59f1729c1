// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

/**
 * Says why a file operation failed, in terms that the protocol has a reply for.
 *
 * <p>Only {@link Kind#MAY_HAVE_HAPPENED} leaves open whether the operation took effect.
 */
public final class FileError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kinds of failure; one table in the command package maps them to replies. */
  public enum Kind {
    /** Nothing of this name, or no directory to put it into. */
    NOT_FOUND,
    /** A directory was needed and this is a file. */
    NOT_A_DIRECTORY,
    /** A file was needed and this is a directory. */
    IS_A_DIRECTORY,
    /** The name is taken. */
    EXISTS,
    /** The directory still holds names. */
    NOT_EMPTY,
    /** No file or directory can have this name or be in this place. */
    NAME_NOT_ALLOWED,
    /** This tree, or this part of it, cannot be changed. */
    READ_ONLY,
    /** The place to resume from is outside the file. */
    BAD_OFFSET,
    /** Nobody who holds the data can be reached now; trying again later may succeed. */
    NO_HOLDER,
    /** It failed here, and certainly did not happen. */
    FAILED,
    /** It failed after it may have taken effect: the change may still appear. */
    MAY_HAVE_HAPPENED,
    /** There is no room. */
    STORE_FULL,
    /** The directory takes no further names; others do. */
    DIRECTORY_FULL,
    /** The room allotted to this user is used up. */
    QUOTA
  }

  private final Kind kind;

  /**
   * Creates the error.
   *
   * @param kind what went wrong
   * @param message one line that tells the client more
   */
  public FileError(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /**
   * Creates the error from another.
   *
   * @param kind what went wrong
   * @param message one line that tells the client more
   * @param cause what was caught, for the log
   */
  public FileError(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns what went wrong. */
  public Kind kind() {
    return kind;
  }
}
