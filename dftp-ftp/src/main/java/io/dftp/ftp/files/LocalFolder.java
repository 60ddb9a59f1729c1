// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.protocol.FtpPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Serves a folder of this machine.
 *
 * <p>All work runs on the workers given to it. Symbolic links are treated as missing, so nothing
 * outside the folder is reached through one. Uploads gather in {@value #UPLOADS} inside the folder,
 * which clients do not see, and move into place when they are committed. It keeps no parts: where
 * there was no file, a broken upload leaves a shorter one ({@link Partial#VISIBLE}).
 */
public final class LocalFolder implements FileSystem {
  /** Where uploads gather, below the root. */
  static final String UPLOADS = ".dftp-uploads";

  private final Path root;
  private final Path uploads;
  private final Executor workers;
  private final boolean sync;

  /** A piece of work that may fail as files do. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** The same without a result. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /**
   * Creates it, and the folder for uploads.
   *
   * @param root the folder, which must exist
   * @param workers runs blocking calls; bounded, with as many threads as transfers shall progress
   *     at once. It must not refuse work
   * @param sync whether a commit waits until the bytes are on the disk. Without it a power loss may
   *     lose a file that was acknowledged
   * @throws IOException if the folder cannot be used
   */
  public LocalFolder(Path root, Executor workers, boolean sync) throws IOException {
    this.root = root.toRealPath();
    this.workers = workers;
    this.sync = sync;
    uploads = Files.createDirectories(this.root.resolve(UPLOADS));
  }

  @Override
  public CompletableFuture<FileInfo> stat(FtpPath path) {
    return onWorker(workers, () -> info(path.name(), locate(path)));
  }

  @Override
  public CompletableFuture<DirectoryPage> list(FtpPath directory, String afterName, int limit) {
    return onWorker(
        workers,
        () -> {
          Path folder = locate(directory);
          if (!attributes(folder).isDirectory()) {
            throw new FileError(Kind.NOT_A_DIRECTORY, "Not a directory.");
          }
          Set<String> names = firstNames(folder, directory.isRoot(), afterName, limit + 1);
          boolean last = names.size() <= limit;
          List<FileInfo> entries = new ArrayList<>();
          for (String name : names) {
            if (entries.size() < limit) {
              addIfThere(entries, name, folder.resolve(name));
            }
          }
          return new DirectoryPage(info(directory.name(), folder).id(), entries, last);
        });
  }

  @Override
  public CompletableFuture<FileSource> openRead(FtpPath path, long offset) {
    return onWorker(
        workers,
        () -> {
          Path file = locate(path);
          FileInfo info = info(path.name(), file);
          checkIsFile(info);
          if (offset < 0 || offset > info.size()) {
            throw new FileError(Kind.BAD_OFFSET, "The file ends before byte " + offset + ".");
          }
          FileChannel channel =
              FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
          return new LocalSource(info, channel, offset, workers);
        });
  }

  @Override
  public CompletableFuture<FileSink> openWrite(FtpPath path, WriteMode mode) {
    return onWorker(
        workers,
        () -> {
          checkNotRoot(path);
          Path target = locate(path);
          checkIsDirectory(locate(path.parent()));
          boolean existed = exists(target);
          long size = 0;
          if (existed) {
            FileInfo info = info(path.name(), target);
            checkIsFile(info);
            size = info.size();
          }
          if (mode.offset() < 0 || mode.offset() > size) {
            throw new FileError(
                Kind.BAD_OFFSET, "The file ends before byte " + mode.offset() + ".");
          }
          return LocalSink.open(uploads, target, existed, mode, sync, workers);
        });
  }

  @Override
  public CompletableFuture<Void> makeDirectory(FtpPath path) {
    return runOnWorker(
        workers,
        () -> {
          if (path.isRoot()) {
            throw new FileError(Kind.EXISTS, "The name is taken.");
          }
          Path target = locate(path);
          checkIsDirectory(locate(path.parent()));
          Files.createDirectory(target);
        });
  }

  @Override
  public CompletableFuture<Void> removeDirectory(FtpPath path) {
    return runOnWorker(
        workers,
        () -> {
          checkNotRoot(path);
          Path target = locate(path);
          if (!attributes(target).isDirectory()) {
            throw new FileError(Kind.NOT_A_DIRECTORY, "Not a directory.");
          }
          Files.delete(target);
        });
  }

  @Override
  public CompletableFuture<Void> deleteFile(FtpPath path) {
    return runOnWorker(
        workers,
        () -> {
          Path target = locate(path);
          checkIsFile(info(path.name(), target));
          Files.delete(target);
        });
  }

  @Override
  public CompletableFuture<Void> rename(FtpPath from, FtpPath to) {
    return runOnWorker(
        workers,
        () -> {
          checkNotRoot(from);
          checkNotRoot(to);
          Path source = locate(from);
          boolean movesDirectory = attributes(source).isDirectory();
          Path target = locate(to);
          checkIsDirectory(locate(to.parent()));
          if (from.equals(to)) {
            return;
          }
          if (to.startsWith(from)) {
            throw new FileError(Kind.NAME_NOT_ALLOWED, "A directory cannot move into itself.");
          }
          if (exists(target) && (movesDirectory || attributes(target).isDirectory())) {
            throw new FileError(Kind.EXISTS, "The name is taken.");
          }
          Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        });
  }

  @Override
  public CompletableFuture<Void> setModified(FtpPath path, Instant modified) {
    return runOnWorker(
        workers,
        () -> {
          Path target = locate(path);
          attributes(target);
          Files.setLastModifiedTime(target, FileTime.from(modified));
        });
  }

  @Override
  public CompletableFuture<Space> space() {
    return onWorker(
        workers,
        () -> {
          FileStore store = Files.getFileStore(root);
          return new Space(store.getTotalSpace(), store.getUsableSpace());
        });
  }

  /** Runs work elsewhere; its failures become those of the port. */
  static <T> CompletableFuture<T> onWorker(Executor workers, Work<? extends T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.run();
          } catch (IOException e) {
            throw LocalErrors.of(e);
          }
        },
        workers);
  }

  /** Runs work without a result elsewhere. */
  static CompletableFuture<Void> runOnWorker(Executor workers, Step step) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            step.run();
          } catch (IOException e) {
            throw LocalErrors.of(e);
          }
        },
        workers);
  }

  /** Finds the place of a path, which need not be there; the folder it lies in must. */
  private Path locate(FtpPath path) throws IOException {
    if (path.isRoot()) {
      return root;
    }
    if (path.names().get(0).equals(UPLOADS)) {
      throw new FileError(Kind.NAME_NOT_ALLOWED, "This name is taken by the server.");
    }
    try {
      Path folder = root;
      for (String name : path.parent().names()) {
        folder = folder.resolve(name);
      }
      // A link on the way would show as another real path.
      if (!folder.toRealPath().equals(folder)) {
        throw new NoSuchFileException(path.toString());
      }
      return folder.resolve(path.name());
    } catch (InvalidPathException e) {
      throw new FileError(Kind.NAME_NOT_ALLOWED, "This machine cannot store such a name.", e);
    }
  }

  private static Set<String> firstNames(Path folder, boolean isRoot, String afterName, int count)
      throws IOException {
    TreeSet<String> names = new TreeSet<>(FtpPath.NAME_ORDER);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path entry : all) {
        String name = entry.getFileName().toString();
        boolean hidden = isRoot && name.equals(UPLOADS);
        if (!hidden
            && FtpPath.isValidName(name)
            && FtpPath.NAME_ORDER.compare(name, afterName) > 0) {
          names.add(name);
          if (names.size() > count) {
            names.pollLast();
          }
        }
      }
    }
    return names;
  }

  private static void addIfThere(List<FileInfo> entries, String name, Path place)
      throws IOException {
    try {
      entries.add(info(name, place));
    } catch (NoSuchFileException e) {
      // Deleted since its name was read, or a link: not there.
      return;
    }
  }

  private static FileInfo info(String name, Path place) throws IOException {
    BasicFileAttributes found = attributes(place);
    boolean directory = found.isDirectory();
    Object key = found.fileKey();
    String id = (key == null ? place.toString() : key.toString()).replaceAll("[^0-9A-Za-z=,]", "");
    return new FileInfo(
        name,
        directory ? FileInfo.Kind.DIRECTORY : FileInfo.Kind.FILE,
        directory ? 0 : found.size(),
        found.lastModifiedTime().toInstant(),
        id.replace('=', '-').replace(',', '-'));
  }

  private static BasicFileAttributes attributes(Path place) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isDirectory() && !found.isRegularFile()) {
      throw new NoSuchFileException(place.toString());
    }
    return found;
  }

  private static boolean exists(Path place) {
    return Files.exists(place, LinkOption.NOFOLLOW_LINKS);
  }

  private static void checkIsDirectory(Path folder) throws IOException {
    if (!attributes(folder).isDirectory()) {
      throw new FileError(Kind.NOT_A_DIRECTORY, "Not a directory.");
    }
  }

  private static void checkIsFile(FileInfo info) {
    if (info.isDirectory()) {
      throw new FileError(Kind.IS_A_DIRECTORY, "Is a directory.");
    }
  }

  private static void checkNotRoot(FtpPath path) {
    if (path.isRoot()) {
      throw new FileError(Kind.NAME_NOT_ALLOWED, "Not possible with the root.");
    }
  }
}
