// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.OverloadedException;
import io.dftp.store.StoreFullException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells that the machine has not enough of something from a disk that has failed: then the work is
 * refused, and the disk stays in service. Pure.
 *
 * <p>The system says by its text alone which it was. Room is short when there are no bytes left, no
 * inodes, or the quota is used up; the text is the same.
 */
final class Shortage {

  private Shortage() {}

  /** Returns how the work is refused; empty if the failure tells of something else. */
  static Optional<DftpException> of(Throwable failure) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("too many open files")) {
      return Optional.of(new OverloadedException("this process has no file descriptor left"));
    }
    if (text.contains("no space left") || text.contains("disk quota exceeded")) {
      return Optional.of(new StoreFullException("the disk has no room for another file"));
    }
    return Optional.empty();
  }

  /**
   * Does the same for a call that gives a file its name or looks at it, and nothing for one that
   * moves bytes: after a force that has failed, whatever the reason, what was to be durable may be
   * neither on the disk nor in memory.
   */
  static Optional<DftpException> ofName(Throwable failure) {
    return failure instanceof FileSystemException ? of(failure) : Optional.empty();
  }
}
