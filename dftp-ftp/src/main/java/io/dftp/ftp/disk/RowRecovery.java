// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import java.io.IOException;
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
 * Opens the rows of a node also when their log is damaged in the middle.
 *
 * <p>First with {@code TolerateCorruptedTailRecords}, which forgives only what a crash leaves. If
 * RocksDB refuses, a copy is opened with {@code PointInTimeRecovery}: the rows as they were before
 * the damage, an older state that merges forward. The damaged folder stays beside it. The copy
 * takes its place by two renames, and is whole and durable before the first; so a folder {@code
 * rows.recovered} without {@code rows} was between the two.
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
    try {
      if (!files.isDirectory(rows)) {
        files.createDirectory(rows);
        files.forceDirectory(root);
      }
      return new Opened(
          RowDatabase.open(rows, WALRecoveryMode.TolerateCorruptedTailRecords, onBackgroundError),
          resumed);
    } catch (RocksDBException refused) {
      log.error(
          "[{}] The rows are damaged ({}); opening a copy from before the damage",
          root,
          refused.getMessage());
      return new Opened(openCopy(refused, onBackgroundError), true);
    }
  }

  private RowDatabase openCopy(
      RocksDBException refused, BiConsumer<String, Throwable> onBackgroundError)
      throws IOException {
    deleteTree(recovered);
    copyFiles(rows, recovered);
    try {
      // Recovery itself writes: it flushes what it could read and starts a new log.
      RowDatabase.open(recovered, WALRecoveryMode.PointInTimeRecovery, onBackgroundError).close();
      forceTree(recovered);
      files.forceDirectory(root);
      files.move(rows, damagedName());
      files.forceDirectory(root);
      files.move(recovered, rows);
      files.forceDirectory(root);
      return RowDatabase.open(
          rows, WALRecoveryMode.TolerateCorruptedTailRecords, onBackgroundError);
    } catch (RocksDBException failure) {
      failure.addSuppressed(refused);
      throw new IOException("the rows in " + rows + " cannot be opened", failure);
    }
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
