// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps other users of the machine out of what a node writes, where the file system knows POSIX
 * permissions; elsewhere it does nothing.
 *
 * <p>The data folder itself is what protects: RocksDB makes its files with the permissions of the
 * process, which Java cannot set.
 */
final class OwnerOnly {

  private static final Logger log = LoggerFactory.getLogger(OwnerOnly.class);
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private OwnerOnly() {}

  /** Returns what a new directory is created with. */
  static FileAttribute<?>[] folder() {
    return attributes(FOLDER);
  }

  /** Returns what a new file is created with. */
  static FileAttribute<?>[] file() {
    return attributes(FILE);
  }

  /** Takes a folder of this user away from others, and says so when they had a right to it. */
  static void narrow(Path folder) {
    if (!POSIX) {
      return;
    }
    try {
      Set<PosixFilePermission> before = Files.getPosixFilePermissions(folder);
      if (FOLDER.containsAll(before)) {
        return;
      }
      Files.setPosixFilePermissions(folder, FOLDER);
      log.warn(
          "[{}] was open to other users ({}), and is closed to them now",
          folder,
          PosixFilePermissions.toString(before));
    } catch (IOException | UnsupportedOperationException notOurs) {
      log.warn(
          "[{}] may be open to other users, and could not be closed to them: {}",
          folder,
          notOurs.toString());
    }
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
