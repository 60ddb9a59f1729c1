// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** The file that holds a cluster's secret. Every complaint names the file and what to do. */
final class SecretFile {

  /** What ssh does not accept of a private key either. */
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private SecretFile() {}

  static byte[] read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException("there is no secret file '" + file + "'");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("the secret file '" + file + "' is not a file");
    }
    refuseOthers(file);
    byte[] content;
    // A line end may follow, and one byte more shows that it is too long.
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(ClusterSecret.MAX_BYTES + 3);
    } catch (AccessDeniedException denied) {
      IOException explained =
          new AccessDeniedException("the secret file '" + file + "' may not be read by this user");
      explained.initCause(denied);
      throw explained;
    }
    byte[] secret = withoutLineEnd(content);
    if (secret.length < ClusterSecret.MIN_BYTES) {
      throw new IOException(
          "the secret in '"
              + file
              + "' has "
              + secret.length
              + " bytes and needs at least "
              + ClusterSecret.MIN_BYTES
              + "; make one with: head -c 32 /dev/urandom | base64");
    }
    if (secret.length > ClusterSecret.MAX_BYTES) {
      throw new IOException(
          "the secret in '" + file + "' has more than " + ClusterSecret.MAX_BYTES + " bytes");
    }
    return secret;
  }

  private static void refuseOthers(Path file) throws IOException {
    Set<PosixFilePermission> permissions;
    try {
      permissions = EnumSet.noneOf(PosixFilePermission.class);
      permissions.addAll(Files.getPosixFilePermissions(file));
    } catch (UnsupportedOperationException notPosix) {
      // Who may read it is then up to the lists of the file system.
      return;
    }
    permissions.retainAll(OTHERS);
    if (!permissions.isEmpty()) {
      throw new AccessDeniedException(
          "the secret file '"
              + file
              + "' is open to other users; close it with: chmod 600 "
              + file);
    }
  }

  private static byte[] withoutLineEnd(byte[] content) {
    int length = content.length;
    if (length > 0 && content[length - 1] == '\n') {
      length--;
      if (length > 0 && content[length - 1] == '\r') {
        length--;
      }
    }
    return Arrays.copyOf(content, length);
  }
}
