// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;

/**
 * Refuses files that somebody else could have put there: of another owner, behind another owner's
 * link, or in a folder where others may write. Where the file system knows no POSIX permissions
 * nothing is refused.
 */
final class Ownership {

  private static final Integer ROOT = 0;

  private final User user;

  Ownership(User user) {
    this.user = user;
  }

  /** Who runs this process. */
  @FunctionalInterface
  interface User {
    UserPrincipal get() throws IOException;
  }

  /** Returns the user by whom new files are owned: a name need not exist, in containers say. */
  static UserPrincipal thisUser() throws IOException {
    Path probe = Files.createTempFile("dftp", null);
    try {
      return Files.getOwner(probe);
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /**
   * Checks an existing file.
   *
   * @throws IOException if it is refused; the message is for the user
   */
  void check(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || view(folder) == null) {
      return;
    }
    UserPrincipal self = user.get();
    UserPrincipal owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS);
    if (!owner.equals(self)) {
      throw refused(file, "belongs to " + owner.getName() + ", not to " + self.getName());
    }
    if (Files.isSymbolicLink(file) && !Files.getOwner(file).equals(self)) {
      throw refused(file, "is a link to a file of " + Files.getOwner(file).getName());
    }
    if (!Files.getOwner(folder).equals(self)
        && !ROOT.equals(Files.getAttribute(folder, "unix:uid"))) {
      throw refused(file, "lies in a folder of " + Files.getOwner(folder).getName());
    }
    if (Files.getPosixFilePermissions(folder).contains(PosixFilePermission.GROUP_WRITE)
        || Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new AccessDeniedException(
          "the folder '"
              + folder
              + "' can be written by others; close it with: chmod 700 "
              + folder);
    }
  }

  private static PosixFileAttributeView view(Path path) {
    return Files.getFileAttributeView(path, PosixFileAttributeView.class);
  }

  private static IOException refused(Path file, String why) {
    return new AccessDeniedException(
        "the secret file '"
            + file
            + "' "
            + why
            + "; remove it, or set "
            + ConfigFolders.VARIABLE
            + " to a folder of this user");
  }
}
