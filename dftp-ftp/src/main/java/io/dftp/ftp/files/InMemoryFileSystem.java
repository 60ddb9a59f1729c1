// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.protocol.FtpPath;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a small tree in memory, for tests and examples; every file is one array. Of broken uploads
 * it keeps parts, and forgets them only with their directory.
 *
 * <p>Safe for use by several threads; all futures are complete when they are returned.
 */
public final class InMemoryFileSystem implements FileSystem {
  private final InstantSource clock;
  private final long capacityBytes;

  // All below is guarded by this.
  private final Node root;
  private long usedBytes;
  private long lastId;
  private long lastUpload;

  /** Whose part of what name in a directory. */
  private record PartKey(String name, String user) {}

  /** What is kept of an upload that broke off; of several the one that began last. */
  private static final class Part {
    final byte[] content;
    final long began;

    Part(byte[] content, long began) {
      this.content = content;
      this.began = began;
    }
  }

  /** A directory if it has children, else a file. */
  private static final class Node {
    final String id;
    final @Nullable NavigableMap<String, Node> children;
    final Map<PartKey, Part> parts = new HashMap<>();
    byte[] content = {};
    Instant modified;

    Node(String id, boolean directory, Instant modified) {
      this.id = id;
      this.children = directory ? new TreeMap<>(FtpPath.NAME_ORDER) : null;
      this.modified = modified;
    }

    NavigableMap<String, Node> children() {
      if (children == null) {
        throw new FileError(Kind.NOT_A_DIRECTORY, "Not a directory.");
      }
      return children;
    }

    FileInfo info(String name) {
      FileInfo.Kind kind = children == null ? FileInfo.Kind.FILE : FileInfo.Kind.DIRECTORY;
      return new FileInfo(name, kind, content.length, modified, id);
    }
  }

  /**
   * Creates an empty tree.
   *
   * @param clock gives the times of changes
   * @param capacityBytes how many bytes all files together may have
   */
  public InMemoryFileSystem(InstantSource clock, long capacityBytes) {
    this.clock = clock;
    this.capacityBytes = capacityBytes;
    root = newNode(true);
  }

  @Override
  public CompletableFuture<FileInfo> stat(FtpPath path) {
    return answer(() -> find(path).info(path.name()));
  }

  @Override
  public CompletableFuture<DirectoryPage> list(FtpPath directory, String afterName, int limit) {
    return answer(
        () -> {
          List<FileInfo> entries = new ArrayList<>();
          Node listed = find(directory);
          NavigableMap<String, Node> rest = listed.children().tailMap(afterName, false);
          rest.entrySet().stream()
              .limit(limit)
              .forEach(entry -> entries.add(entry.getValue().info(entry.getKey())));
          return new DirectoryPage(listed.info("").id(), entries, entries.size() == rest.size());
        });
  }

  @Override
  public CompletableFuture<FileSource> openRead(FtpPath path, long offset) {
    return answer(
        () -> {
          Node file = find(path);
          checkIsFile(file);
          if (offset < 0 || offset > file.content.length) {
            throw new FileError(Kind.BAD_OFFSET, "The file ends before byte " + offset + ".");
          }
          return new InMemorySource(file.info(path.name()), file.content, (int) offset);
        });
  }

  @Override
  public CompletableFuture<FileSink> openWrite(FtpPath path, WriteMode mode) {
    return answer(
        () -> {
          checkNotRoot(path);
          Node old = find(path.parent()).children().get(path.name());
          if (old != null) {
            checkIsFile(old);
          }
          Optional<byte[]> known = partOf(path, mode).map(part -> part.content);
          Optional<byte[]> part = known.filter(bytes -> mode.continues(bytes.length, old != null));
          if (part.isEmpty()) {
            mode.checkOffset(
                Stream.ofNullable(old).mapToLong(file -> file.content.length).findAny(),
                known.stream().mapToLong(bytes -> bytes.length).findAny());
          }
          return new InMemorySink(this, path, mode, old != null, part, ++lastUpload);
        });
  }

  @Override
  public CompletableFuture<OptionalLong> part(FtpPath path, String user) {
    return answer(
        () -> {
          find(path.parent()).children();
          return partOf(path, WriteMode.append().by(user))
              .map(part -> OptionalLong.of(part.content.length))
              .orElse(OptionalLong.empty());
        });
  }

  @Override
  public CompletableFuture<Void> makeDirectory(FtpPath path) {
    return change(
        () -> {
          NavigableMap<String, Node> siblings = find(path.parent()).children();
          if (path.isRoot() || siblings.containsKey(path.name())) {
            throw new FileError(Kind.EXISTS, "The name is taken.");
          }
          siblings.put(path.name(), newNode(true));
          touch(path.parent());
        });
  }

  @Override
  public CompletableFuture<Void> removeDirectory(FtpPath path) {
    return change(
        () -> {
          checkNotRoot(path);
          if (!find(path).children().isEmpty()) {
            throw new FileError(Kind.NOT_EMPTY, "The directory is not empty.");
          }
          find(path.parent()).children().remove(path.name());
          touch(path.parent());
        });
  }

  @Override
  public CompletableFuture<Void> deleteFile(FtpPath path) {
    return change(
        () -> {
          Node file = find(path);
          checkIsFile(file);
          usedBytes -= file.content.length;
          find(path.parent()).children().remove(path.name());
          touch(path.parent());
        });
  }

  @Override
  public CompletableFuture<Void> rename(FtpPath from, FtpPath to) {
    return change(
        () -> {
          checkNotRoot(from);
          checkNotRoot(to);
          Node moved = find(from);
          NavigableMap<String, Node> target = find(to.parent()).children();
          if (from.equals(to)) {
            return;
          }
          if (to.startsWith(from)) {
            throw new FileError(Kind.NAME_NOT_ALLOWED, "A directory cannot move into itself.");
          }
          Node replaced = target.get(to.name());
          if (replaced != null) {
            if (replaced.children != null || moved.children != null) {
              throw new FileError(Kind.EXISTS, "The name is taken.");
            }
            usedBytes -= replaced.content.length;
          }
          find(from.parent()).children().remove(from.name());
          target.put(to.name(), moved);
          touch(from.parent());
          touch(to.parent());
        });
  }

  @Override
  public CompletableFuture<Void> setModified(FtpPath path, Instant modified) {
    return change(() -> find(path).modified = modified);
  }

  @Override
  public synchronized CompletableFuture<Space> space() {
    return CompletableFuture.completedFuture(new Space(capacityBytes, capacityBytes - usedBytes));
  }

  /** Keeps the bytes of an upload that broke off, unless those of a later one are there. */
  CompletableFuture<Void> keep(FtpPath path, String user, byte[] bytes, long began) {
    return change(
        () ->
            find(path.parent())
                .parts
                .merge(
                    new PartKey(path.name(), user),
                    new Part(bytes, began),
                    (there, one) -> there.began > one.began ? there : one));
  }

  /**
   * Puts the bytes of an upload into the tree as it is now.
   *
   * @param whole makes the file of what is there
   * @param began which parts of the same user it supersedes
   */
  CompletableFuture<Void> publish(
      FtpPath path, WriteMode mode, UnaryOperator<byte[]> whole, long began) {
    return change(
        () -> {
          Node directory = find(path.parent());
          NavigableMap<String, Node> siblings = directory.children();
          Node old = siblings.get(path.name());
          if (old != null) {
            checkIsFile(old);
          }
          byte[] before = old == null ? new byte[0] : old.content;
          byte[] after = whole.apply(before);
          if (usedBytes - before.length + after.length > capacityBytes) {
            throw new FileError(Kind.STORE_FULL, "The store is full.");
          }
          usedBytes += after.length - before.length;
          Node file = old == null ? newNode(false) : old;
          file.content = after;
          file.modified = clock.instant();
          siblings.put(path.name(), file);
          touch(path.parent());
          partOf(path, mode)
              .filter(part -> part.began <= began)
              .ifPresent(part -> directory.parts.values().remove(part));
        });
  }

  private Optional<Part> partOf(FtpPath path, WriteMode mode) {
    Map<PartKey, Part> parts = find(path.parent()).parts;
    return mode.user().map(user -> parts.get(new PartKey(path.name(), user)));
  }

  private Node find(FtpPath path) {
    Node node = root;
    for (String name : path.names()) {
      Node next = node.children == null ? null : node.children.get(name);
      if (next == null) {
        throw new FileError(Kind.NOT_FOUND, "No such file or directory.");
      }
      node = next;
    }
    return node;
  }

  private Node newNode(boolean directory) {
    return new Node("m" + ++lastId, directory, clock.instant());
  }

  private void touch(FtpPath directory) {
    find(directory).modified = clock.instant();
  }

  private static void checkIsFile(Node node) {
    if (node.children != null) {
      throw new FileError(Kind.IS_A_DIRECTORY, "Is a directory.");
    }
  }

  private static void checkNotRoot(FtpPath path) {
    if (path.isRoot()) {
      throw new FileError(Kind.NAME_NOT_ALLOWED, "Not possible with the root.");
    }
  }

  private synchronized <T> CompletableFuture<T> answer(Supplier<T> work) {
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (FileError e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized CompletableFuture<Void> change(Runnable work) {
    try {
      work.run();
      return CompletableFuture.completedFuture(null);
    } catch (FileError e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
