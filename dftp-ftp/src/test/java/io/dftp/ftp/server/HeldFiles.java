// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.files.DirectoryPage;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.FileSource;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.Receipt;
import io.dftp.ftp.files.Space;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Files whose writes, commits and openings complete only when the test says so. */
final class HeldFiles implements FileSystem {
  final AtomicLong heldBytes = new AtomicLong();
  final AtomicInteger commits = new AtomicInteger();
  final AtomicInteger aborts = new AtomicInteger();
  final AtomicInteger closes = new AtomicInteger();
  final AtomicBoolean holdWrites = new AtomicBoolean(true);
  final CompletableFuture<Receipt> commit = new CompletableFuture<>();
  final CompletableFuture<FileSource> opened = new CompletableFuture<>();
  private final FileSystem files;
  private final List<CompletableFuture<Void>> writes = new ArrayList<>();

  HeldFiles(FileSystem files) {
    this.files = files;
  }

  /** Completes all writes that are held. */
  synchronized void release() {
    List<CompletableFuture<Void>> held = List.copyOf(writes);
    writes.clear();
    heldBytes.set(0);
    held.forEach(write -> write.complete(null));
  }

  @Override
  public CompletableFuture<FileSink> openWrite(FtpPath path, WriteMode mode) {
    return CompletableFuture.completedFuture(new HeldSink());
  }

  @Override
  public CompletableFuture<FileSource> openRead(FtpPath path, long offset) {
    return opened;
  }

  @Override
  public CompletableFuture<FileInfo> stat(FtpPath path) {
    return files.stat(path);
  }

  @Override
  public CompletableFuture<DirectoryPage> list(FtpPath directory, String afterName, int limit) {
    return files.list(directory, afterName, limit);
  }

  @Override
  public CompletableFuture<Void> makeDirectory(FtpPath path) {
    return files.makeDirectory(path);
  }

  @Override
  public CompletableFuture<Void> removeDirectory(FtpPath path) {
    return files.removeDirectory(path);
  }

  @Override
  public CompletableFuture<Void> deleteFile(FtpPath path) {
    return files.deleteFile(path);
  }

  @Override
  public CompletableFuture<Void> rename(FtpPath from, FtpPath to) {
    return files.rename(from, to);
  }

  @Override
  public CompletableFuture<Void> setModified(FtpPath path, Instant modified) {
    return files.setModified(path, modified);
  }

  @Override
  public CompletableFuture<Space> space() {
    return files.space();
  }

  private final class HeldSink implements FileSink {
    @Override
    public CompletableFuture<Void> write(ByteBuffer bytes) {
      if (!holdWrites.get()) {
        return CompletableFuture.completedFuture(null);
      }
      CompletableFuture<Void> write = new CompletableFuture<>();
      synchronized (HeldFiles.this) {
        heldBytes.addAndGet(bytes.remaining());
        writes.add(write);
      }
      return write;
    }

    @Override
    public CompletableFuture<Receipt> commit() {
      commits.incrementAndGet();
      return commit;
    }

    @Override
    public CompletableFuture<Void> abort() {
      aborts.incrementAndGet();
      release();
      return CompletableFuture.completedFuture(null);
    }
  }
}
