// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a data folder looks like, and whether a given one may be used. Blocks. */
final class FolderFormat {

  private static final String PREFIX = "dftp-data ";
  private static final String CONTENT = PREFIX + "2\n";

  /** The store brings what it finds in such a folder into the present form when it starts. */
  private static final String OLDER = PREFIX + "1\n";

  private static final int MAX_FORMAT_BYTES = 64;

  /** What an initialisation that did not come to its end may have left. */
  private static final Set<String> UNFINISHED = Set.of(FolderLock.NAME, "cells", "format.tmp");

  private final DurableFiles files;
  private final Path path;

  FolderFormat(DurableFiles files, Path path) {
    this.files = files;
    this.path = path;
  }

  Path cells() {
    return path.resolve("cells");
  }

  /**
   * Looks, without changing anything, whether the folder can be used.
   *
   * @return whether it has been in use before
   * @throws DataFolderException if it cannot
   */
  boolean check() throws IOException {
    Path nearest = nearestExisting();
    if (!Files.isDirectory(nearest)) {
      throw new DataFolderException(
          nearest + " is not a directory; choose another data folder with --data");
    }
    if (!Files.isWritable(nearest) || !Files.isExecutable(nearest)) {
      throw new DataFolderException(
          "the directory "
              + nearest
              + " cannot be written; change its permissions or choose another with --data");
    }
    if (!nearest.equals(path)) {
      return false;
    }
    Path format = path.resolve("format");
    if (files.size(format).isPresent()) {
      checkVersion(format);
      return true;
    }
    List<String> names = files.list(path);
    if (!UNFINISHED.containsAll(names)) {
      throw new DataFolderException(
          path + " is neither empty nor a data folder; choose another with --data");
    }
    return false;
  }

  /** Returns the first directory on the way to the folder that does not exist yet, if any. */
  Optional<Path> firstMissing() {
    @Nullable Path missing = null;
    for (Path next = path; next != null && !files.isDirectory(next); next = next.getParent()) {
      missing = next;
    }
    return Optional.ofNullable(missing);
  }

  /** Creates the folder and its cells, durably. */
  void createDirectories() throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path next = cells(); !files.isDirectory(next); next = parent(next)) {
      missing.push(next);
    }
    for (Path directory : missing) {
      try {
        files.createDirectory(directory);
      } catch (FileAlreadyExistsException otherProcess) {
        if (!files.isDirectory(directory)) {
          throw otherProcess;
        }
      }
    }
    forceParents();
  }

  /**
   * Forces the names of all that leads here: a killed process may have created and not forced it.
   */
  private void forceParents() throws IOException {
    for (Path parent = path; parent != null; parent = parent.getParent()) {
      try {
        files.forceDirectory(parent);
      } catch (AccessDeniedException notOurs) {
        // What this user cannot read it has not created names in.
        return;
      }
    }
  }

  /** Marks the folder as in use; the last step of its creation. */
  void write() throws IOException {
    Path temporary = path.resolve("format.tmp");
    files.delete(temporary);
    try (DurableFiles.NewFile file = files.create(temporary)) {
      file.write(ByteBuffer.wrap(CONTENT.getBytes(UTF_8)));
      file.force();
    }
    files.move(temporary, path.resolve("format"));
    files.forceDirectory(path);
  }

  /** Marks an older folder as one of the present form, so that no older program opens it again. */
  void renew() throws IOException {
    String content = new String(files.read(path.resolve("format"), MAX_FORMAT_BYTES), UTF_8);
    if (content.equals(OLDER)) {
      write();
    }
  }

  private void checkVersion(Path format) throws IOException {
    String content = new String(files.read(format, MAX_FORMAT_BYTES), UTF_8);
    if (content.equals(CONTENT) || content.equals(OLDER)) {
      return;
    }
    throw new DataFolderException(
        content.startsWith(PREFIX)
            ? "the data folder "
                + path
                + " has format "
                + content.substring(PREFIX.length()).strip()
                + ", this program reads formats 1 and 2; use a newer program or another folder"
            : "the file " + format + " is damaged; choose another data folder with --data");
  }

  private Path nearestExisting() {
    Path nearest = path;
    while (!Files.exists(nearest)) {
      nearest = parent(nearest);
    }
    return nearest;
  }

  private static Path parent(Path of) {
    Path parent = of.getParent();
    return parent == null ? of : parent;
  }
}
