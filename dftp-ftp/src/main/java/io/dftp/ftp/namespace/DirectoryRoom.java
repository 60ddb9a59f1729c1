// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.ftp.content.FileContent;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Condition;
import java.util.List;
import java.util.Optional;

/**
 * How much a directory holds. It is one map, which is kept in memory while it is in use and copied
 * as a whole: a crowded one takes no more bytes of files beside the names, so that it has room for
 * some twenty times as many, and one that is full no further names.
 *
 * @param crowded from so many bytes of rows on, files that are short are kept as long ones are
 * @param full from so many bytes of rows on, it takes no new name
 */
record DirectoryRoom(long crowded, long full) {

  /** Up to so many bytes of a file stay in a directory that is crowded. */
  static final int SHORT = 128;

  /** For what must go on in one that is full: moves that have begun, and names that change. */
  private static final long RESERVE = 4L << 20;

  private static final long CROWDED = 8L << 20;

  /** What every directory of a ring has. */
  static final DirectoryRoom STANDARD =
      new DirectoryRoom(CROWDED, Mutation.MAX_MAP_BYTES - RESERVE);

  DirectoryRoom {
    checkArgument(crowded <= full, "crowded before it is full: %s, %s", crowded, full);
  }

  /** Returns what must hold of a directory that takes this change, beside what the change says. */
  List<Condition> conditions(Mutation change) {
    boolean isNewName = !change.puts().isEmpty() && change.removes().isEmpty();
    return isNewName ? List.of(new Condition.SmallerThan(full)) : List.of();
  }

  /** Returns what must hold of one that takes what is added to a file, for the bytes in its row. */
  List<Condition> conditions(FileContent added) {
    return added.inlineBytes() > SHORT ? List.of(new Condition.SmallerThan(crowded)) : List.of();
  }

  /** Returns why a change was refused, if it was for want of room. */
  Optional<RuntimeException> refusal(Condition failed) {
    if (!(failed instanceof Condition.SmallerThan smaller)) {
      return Optional.empty();
    }
    return Optional.of(
        smaller.bytes() == crowded
            ? new CrowdedException()
            : new FileError(
                Kind.DIRECTORY_FULL,
                "The directory is full; put further files into another one, or remove some."));
  }

  /** The bytes of the file do not fit beside its name; kept as those of a long file they do. */
  static final class CrowdedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
