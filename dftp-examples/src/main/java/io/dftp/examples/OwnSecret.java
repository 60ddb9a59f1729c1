// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.transport.ClusterSecret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The secret that all nodes and commands of one user on one machine share, made by the first that
 * needs it. It keeps other users of the machine out of rings on loopback.
 *
 * <p>Every failure is an {@link IllegalArgumentException} whose message tells the user what to do.
 */
final class OwnSecret {

  static final String NAME = "secret";

  private static final int BYTES = 32;

  private final ConfigFolders places;
  private final Ownership ownership;

  OwnSecret(ConfigFolders places, Ownership ownership) {
    this.places = places;
    this.ownership = ownership;
  }

  /** Returns the one that a command uses, by the environment that its program was given. */
  static OwnSecret of(CommandSpec command) {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    return new OwnSecret(
        ConfigFolders.of(Main.environment(command), windows), new Ownership(Ownership::thisUser));
  }

  /** Returns the secret, if one has been made. */
  Optional<ClusterSecret> find() {
    return file().map(OwnSecret::read);
  }

  /** Returns the secret, which is made if there is none. Of two that make it, one wins. */
  ClusterSecret findOrMake() {
    return read(fileOrNew());
  }

  /** Returns the secret as a file holds it, without the line end; made if there is none. */
  String text() {
    Path file = fileOrNew();
    read(file);
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read '" + file + "': " + Main.reason(e), e);
    }
  }

  private Path fileOrNew() {
    return file().orElseGet(this::make);
  }

  private Optional<Path> file() {
    for (Path folder : places.folders()) {
      Path file = folder.resolve(NAME);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(checked(file));
      }
    }
    return Optional.empty();
  }

  private Path make() {
    List<String> reasons = new ArrayList<>();
    for (Path folder : places.folders()) {
      try {
        Files.createDirectories(folder, forOwner(folder));
        return checked(linked(folder));
      } catch (IOException e) {
        reasons.add(folder + ": " + e.getClass().getSimpleName());
      }
    }
    throw new IllegalArgumentException(
        "there is no place for the secret that nodes of one user share"
            + (reasons.isEmpty()
                ? " (neither HOME nor XDG_CONFIG_HOME is an absolute path)"
                : " " + reasons)
            + "; set "
            + ConfigFolders.VARIABLE
            + " to a folder that this user can write, or give --secret-file");
  }

  /** Writes it aside and links it into place, so that it is whole for whoever sees it. */
  private static Path linked(Path folder) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    String line = Base64.getEncoder().encodeToString(secret) + "\n";
    Path file = folder.resolve(NAME);
    // Such a file is for its owner only from its beginning.
    Path aside = Files.createTempFile(folder, NAME + "-", ".new");
    try {
      try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      link(aside, file);
    } finally {
      Files.deleteIfExists(aside);
    }
    return file;
  }

  private static void link(Path aside, Path file) throws IOException {
    try {
      Files.createLink(file, aside);
    } catch (FileAlreadyExistsException faster) {
      // Another process made it; all that start at one moment go by that one.
      return;
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      // Some file systems have no links, and say so in one of these ways.
      if (!Files.exists(file)) {
        Files.move(aside, file);
      }
    }
  }

  private Path checked(Path file) {
    try {
      ownership.check(file);
      return file;
    } catch (IOException e) {
      throw new IllegalArgumentException(Main.reason(e), e);
    }
  }

  private static ClusterSecret read(Path file) {
    try {
      return ClusterSecret.read(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(Main.reason(e), e);
    }
  }

  private static FileAttribute<?>[] forOwner(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }
}
