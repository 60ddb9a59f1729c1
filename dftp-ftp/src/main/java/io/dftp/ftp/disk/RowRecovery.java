// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import io.dftp.store.LocalStore;
import io.dftp.store.RowBatch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the rows of a node also when their log is damaged in the middle, or files of them are.
 *
 * <p>First with {@code TolerateCorruptedTailRecords}, which forgives only what a crash leaves, and
 * what looks like it ({@link LogTail}). If RocksDB refuses, or that was found, a copy is opened
 * with {@code PointInTimeRecovery}: the rows as they were before the damage, but for the name of
 * them all; an older state that merges forward. The damaged folder stays beside it. The copy takes
 * its place by two renames, and is whole and durable before the first; so a folder {@code
 * rows.recovered} without {@code rows} was between the two. What is open is read once from end to
 * end, and rows that cannot be read are given up in the same way.
 */
final class RowRecovery {

  private static final Logger log = LoggerFactory.getLogger(RowRecovery.class);

  private final DurableFiles files;
  private final Path root;
  private final Path rows;
  private final Path recovered;

  RowRecovery(DurableFiles files, Path root) {
    this.files = files;
    this.root = root;
    this.rows = root.resolve("rows");
    this.recovered = root.resolve("rows.recovered");
  }

  /**
   * The open database.
   *
   * @param rolledBack whether it is an older state because the newer one was damaged
   */
  record Opened(RowDatabase database, boolean rolledBack) {}

  Opened open(BiConsumer<String, Throwable> onBackgroundError) throws IOException {
    boolean resumed = resumeRenames();
    if (!files.isDirectory(rows)) {
      files.createDirectory(rows);
      files.forceDirectory(root);
    }
    checkNotBeheaded();
    Opened opened;
    try {
      checkLogs();
      opened =
          new Opened(
              RowDatabase.open(
                  rows, WALRecoveryMode.TolerateCorruptedTailRecords, onBackgroundError),
              resumed);
    } catch (RocksDBException refused) {
      opened = new Opened(openCopy(refused, onBackgroundError), true);
    }
    return verified(opened, onBackgroundError);
  }

  /** Without the file that names the others RocksDB would begin anew, and remove them. */
  private void checkNotBeheaded() throws IOException {
    List<String> names = files.list(rows);
    boolean inUse = names.stream().anyMatch(name -> name.matches("[0-9]+\\.(sst|log)"));
    if (inUse && !names.contains("CURRENT")) {
      throw unusable("CURRENT is missing", null);
    }
  }

  /** Finds the damage that RocksDB takes for the end of a log. */
  private void checkLogs() throws IOException, RocksDBException {
    for (String name : files.list(rows)) {
      if (name.matches("[0-9]+\\.log") && LogTail.hidesRecords(lastBlock(rows.resolve(name)))) {
        throw new RocksDBException("Corruption: a record of " + name + " has another length");
      }
    }
  }

  private static byte[] lastBlock(Path log) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] block = new byte[(int) (file.length() % LogTail.BLOCK_BYTES)];
      file.seek(file.length() - block.length);
      file.readFully(block);
      return block;
    }
  }

  private DataFolderException unusable(String why, @Nullable Throwable cause) {
    String line =
        "the rows in "
            + rows
            + " cannot be opened ("
            + why.lines().findFirst().orElse("")
            + "); restore them from a backup, or move that folder away, so that what it held is"
            + " made again from the copies of the other nodes";
    return cause == null ? new DataFolderException(line) : new DataFolderException(line, cause);
  }

  /** Rows that cannot be read are given up before anybody counts on them. */
  private Opened verified(Opened opened, BiConsumer<String, Throwable> onBackgroundError)
      throws IOException {
    try {
      opened.database().verify();
      return opened;
    } catch (RocksDBException failure) {
      if (!RowDatabase.isDamage(failure)) {
        opened.database().close();
        throw new IOException("the rows in " + rows + " cannot be read", failure);
      }
      log.warn("[{}] Rows on the disk are damaged: {}", root, failure.getMessage());
      return new Opened(salvage(opened.database(), onBackgroundError), true);
    }
  }

  /**
   * Gives up the rows that cannot be read, and the name of them all. The damaged folder stays
   * beside the new one.
   *
   * @param damaged closed when this returns
   * @return what is left
   */
  RowDatabase salvage(RowDatabase damaged, BiConsumer<String, Throwable> onBackgroundError)
      throws IOException {
    try {
      deleteTree(recovered);
      files.createDirectory(recovered);
      try (RowDatabase left =
          RowDatabase.open(
              recovered, WALRecoveryMode.TolerateCorruptedTailRecords, onBackgroundError)) {
        long gaps = new RowSalvage(damaged, left).run();
        log.warn("[{}] Rows were given up in {} places", root, gaps);
      }
      damaged.close();
      return takeItsPlace(onBackgroundError);
    } catch (RocksDBException failure) {
      damaged.close();
      throw new IOException("the rows in " + rows + " cannot be saved", failure);
    }
  }

  /**
   * Opens the rows again as they are on the disk.
   *
   * @param stopped closed when this returns
   */
  RowDatabase reopen(RowDatabase stopped, BiConsumer<String, Throwable> onBackgroundError)
      throws RocksDBException {
    stopped.close();
    return RowDatabase.open(rows, WALRecoveryMode.TolerateCorruptedTailRecords, onBackgroundError);
  }

  private RowDatabase openCopy(
      RocksDBException refused, BiConsumer<String, Throwable> onBackgroundError)
      throws IOException {
    deleteTree(recovered);
    copyFiles(rows, recovered);
    try {
      // Recovery itself writes: it flushes what it could read and starts a new log.
      try (RowDatabase older =
          RowDatabase.open(recovered, WALRecoveryMode.PointInTimeRecovery, onBackgroundError)) {
        // What was durable after it is missing.
        older.write(List.of(new RowBatch().remove(LocalStore.NAME)));
      }
      log.warn(
          "[{}] The rows are damaged ({}); opened as they were before the damage",
          root,
          refused.getMessage());
      return takeItsPlace(onBackgroundError);
    } catch (RocksDBException failure) {
      failure.addSuppressed(refused);
      deleteTree(recovered);
      throw unusable(String.valueOf(refused.getMessage()), failure);
    }
  }

  /** Puts the recovered rows where the damaged ones were. */
  private RowDatabase takeItsPlace(BiConsumer<String, Throwable> onBackgroundError)
      throws IOException, RocksDBException {
    forceTree(recovered);
    files.forceDirectory(root);
    files.move(rows, damagedName());
    files.forceDirectory(root);
    files.move(recovered, rows);
    files.forceDirectory(root);
    return RowDatabase.open(rows, WALRecoveryMode.TolerateCorruptedTailRecords, onBackgroundError);
  }

  private boolean resumeRenames() throws IOException {
    if (files.isDirectory(rows) || !files.isDirectory(recovered)) {
      return false;
    }
    files.move(recovered, rows);
    files.forceDirectory(root);
    return true;
  }

  private Path damagedName() throws IOException {
    List<String> names = files.list(root);
    int number = 1;
    while (names.contains("rows.damaged-" + number)) {
      number++;
    }
    return root.resolve("rows.damaged-" + number);
  }

  private static void copyFiles(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.sorted().toList()) {
        if (Files.isRegularFile(entry)) {
          Files.copy(entry, to.resolve(entry.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private void forceTree(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        files.forceFile(entry);
      }
    }
    files.forceDirectory(folder);
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
