// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the bytes of an upload meet those of a file that is there, or of a part: what the same user
 * has uploaded under the name before, until it broke off.
 *
 * @param kind the rule
 * @param offset where the first new byte goes, for {@link Kind#OVERWRITE}; else 0
 * @param user whose parts it sees, and who has the part if it breaks off; empty for those who have
 *     none
 */
public record WriteMode(Kind kind, long offset, Optional<String> user) {
  /** The three rules. */
  public enum Kind {
    /** The new bytes are the whole file (STOR); a part is not needed any more. */
    REPLACE,
    /**
     * The new bytes follow the end of the file, or of the part where there is no file, or are a new
     * file where there is neither (APPE).
     */
    APPEND,
    /**
     * The new bytes follow the end of the part if it ends just there (REST and STOR). Else they lie
     * over those of the file from an offset on, and old bytes before and behind them stay: the
     * offset is at most the size of the file, 0 if there is none.
     */
    OVERWRITE
  }

  /** Returns the mode in which the new bytes are the whole file. */
  public static WriteMode replace() {
    return new WriteMode(Kind.REPLACE, 0, Optional.empty());
  }

  /** Returns the mode in which the new bytes follow the old ones. */
  public static WriteMode append() {
    return new WriteMode(Kind.APPEND, 0, Optional.empty());
  }

  /**
   * Returns the mode in which the new bytes lie over the old ones.
   *
   * @param offset where they begin, in bytes
   */
  public static WriteMode overwriteFrom(long offset) {
    return new WriteMode(Kind.OVERWRITE, offset, Optional.empty());
  }

  /** Returns the same for a user who has parts. */
  public WriteMode by(String name) {
    return new WriteMode(kind, offset, Optional.of(name));
  }

  /**
   * Says whether an upload goes on with a part.
   *
   * @param partBytes the length of the part
   * @param isFile whether a file stands under the name
   */
  public boolean continues(long partBytes, boolean isFile) {
    return switch (kind) {
      case REPLACE -> false;
      case APPEND -> !isFile;
      case OVERWRITE -> offset == partBytes;
    };
  }

  /**
   * Refuses an offset that no file reaches.
   *
   * @param fileBytes the length of the file, if one stands under the name
   * @param partBytes the length of the part, if there is one that it does not go on with
   * @throws FileError {@code BAD_OFFSET}
   */
  public void checkOffset(OptionalLong fileBytes, OptionalLong partBytes) {
    if (offset < 0 || offset > fileBytes.orElse(0)) {
      throw new FileError(
          FileError.Kind.BAD_OFFSET,
          fileBytes.isEmpty() && partBytes.isPresent()
              ? "The part ends at byte " + partBytes.getAsLong() + "."
              : "The file ends before byte " + offset + ".");
    }
  }

  /**
   * Returns what is kept of an upload that breaks off. Where bytes were to be added to a file or
   * laid over it, nothing is: the file stands as it was, and tells by its size where to go on.
   *
   * @param wanted what is to become of broken uploads
   * @param bytes how many came
   * @param isFile whether a file stood under the name when the upload began
   * @param isContinuation whether it goes on with a part
   */
  public Partial kept(Partial wanted, long bytes, boolean isFile, boolean isContinuation) {
    boolean changesFile = isFile && !isContinuation && kind != Kind.REPLACE;
    if (bytes == 0 || changesFile) {
      return Partial.DISCARD;
    }
    return switch (wanted) {
      case HIDDEN -> user.isPresent() ? Partial.HIDDEN : Partial.DISCARD;
      case VISIBLE -> isFile ? Partial.DISCARD : Partial.VISIBLE;
      case DISCARD -> Partial.DISCARD;
    };
  }
}
