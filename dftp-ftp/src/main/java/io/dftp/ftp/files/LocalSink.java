// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import com.google.common.base.Preconditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Writes an upload beside the tree and moves it into place at the end. What lies over an older file
 * begins as a copy of it, so readers see the old or the new one, never a mixture.
 */
final class LocalSink implements FileSink {
  private final Path gathering;
  private final Path target;
  private final boolean existed;
  private final boolean sync;
  private final Executor workers;
  private final FileChannel file;

  /** The last work begun; what comes next waits for it, so the bytes keep their order. */
  private CompletableFuture<Void> tail = CompletableFuture.completedFuture(null);

  private boolean ended;
  private volatile boolean aborted;
  private volatile boolean tookBytes;

  private LocalSink(
      Path gathering,
      Path target,
      boolean existed,
      boolean sync,
      Executor workers,
      FileChannel file) {
    this.gathering = gathering;
    this.target = target;
    this.existed = existed;
    this.sync = sync;
    this.workers = workers;
    this.file = file;
  }

  /** Opens a sink; blocks. */
  static LocalSink open(
      Path uploads, Path target, boolean existed, WriteMode mode, boolean sync, Executor workers)
      throws IOException {
    Path gathering = Files.createTempFile(uploads, "upload-", null);
    if (existed && mode.kind() != WriteMode.Kind.REPLACE) {
      Files.copy(target, gathering, StandardCopyOption.REPLACE_EXISTING);
    }
    FileChannel file = FileChannel.open(gathering, StandardOpenOption.WRITE);
    file.position(mode.kind() == WriteMode.Kind.APPEND ? file.size() : mode.offset());
    return new LocalSink(gathering, target, existed, sync, workers, file);
  }

  @Override
  public CompletableFuture<Void> write(ByteBuffer bytes) {
    Preconditions.checkState(!ended, "The sink has ended.");
    tail = after(tail, () -> writeAll(bytes));
    return tail;
  }

  @Override
  public CompletableFuture<Receipt> commit() {
    end();
    return after(tail, this::publish).thenApply(done -> new Receipt(1, "Stored on this machine."));
  }

  @Override
  public CompletableFuture<Void> abort() {
    end();
    aborted = true;
    return after(tail.handle((done, failure) -> null), this::settle);
  }

  private CompletableFuture<Void> after(CompletableFuture<Void> before, LocalFolder.Step step) {
    return before.thenCompose(done -> LocalFolder.runOnWorker(workers, step));
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining() && !aborted) {
      tookBytes |= file.write(bytes) > 0;
    }
  }

  private void publish() throws IOException {
    try (file) {
      if (sync) {
        file.force(true);
      }
    } catch (IOException e) {
      Files.deleteIfExists(gathering);
      throw e;
    }
    move();
  }

  private void settle() throws IOException {
    file.close();
    if (existed || !tookBytes || Files.exists(target)) {
      Files.deleteIfExists(gathering);
    } else {
      move();
    }
  }

  private void move() throws IOException {
    try {
      if (Files.isDirectory(target)) {
        throw new FileError(FileError.Kind.IS_A_DIRECTORY, "Is a directory.");
      }
      Files.move(
          gathering, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (sync) {
        try (FileChannel folder = FileChannel.open(folderOf(target), StandardOpenOption.READ)) {
          folder.force(true);
        }
      }
    } finally {
      Files.deleteIfExists(gathering);
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }

  private void end() {
    Preconditions.checkState(!ended, "The sink has ended.");
    ended = true;
  }
}
