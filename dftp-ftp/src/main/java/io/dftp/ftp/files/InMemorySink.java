// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import com.google.common.base.Preconditions;
import io.dftp.ftp.protocol.FtpPath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Gathers an upload and hands it to the tree when it ends. */
final class InMemorySink implements FileSink {
  private final InMemoryFileSystem files;
  private final FtpPath path;
  private final WriteMode mode;
  private final boolean existed;
  private final Optional<byte[]> part;
  private final long began;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
  private boolean ended;

  InMemorySink(
      InMemoryFileSystem files,
      FtpPath path,
      WriteMode mode,
      boolean existed,
      Optional<byte[]> part,
      long began) {
    this.files = files;
    this.path = path;
    this.mode = mode;
    this.existed = existed;
    this.part = part;
    this.began = began;
  }

  /** Returns the file that an upload makes of an older one. */
  static byte[] combine(byte[] before, WriteMode mode, byte[] bytes) {
    byte[] base = mode.kind() == WriteMode.Kind.REPLACE ? new byte[0] : before;
    int start = mode.kind() == WriteMode.Kind.OVERWRITE ? (int) mode.offset() : base.length;
    if (start > base.length) {
      throw new FileError(FileError.Kind.BAD_OFFSET, "The file has become shorter.");
    }
    byte[] after = Arrays.copyOf(base, Math.max(base.length, start + bytes.length));
    System.arraycopy(bytes, 0, after, start, bytes.length);
    return after;
  }

  @Override
  public CompletableFuture<Void> write(ByteBuffer bytes) {
    Preconditions.checkState(!ended, "The sink has ended.");
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    gathered.writeBytes(copy);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Receipt> commit() {
    end();
    return files
        .publish(path, mode, this::whole, began)
        .thenApply(done -> new Receipt(1, "Stored in memory."));
  }

  @Override
  public CompletableFuture<Void> abort() {
    end();
    return mode.kept(Partial.HIDDEN, gathered.size(), existed, part.isPresent()) == Partial.HIDDEN
        ? files.keep(path, mode.user().orElseThrow(), whole(new byte[0]), began)
        : CompletableFuture.completedFuture(null);
  }

  private byte[] whole(byte[] before) {
    return part.map(bytes -> combine(bytes, WriteMode.append(), gathered.toByteArray()))
        .orElseGet(() -> combine(before, mode, gathered.toByteArray()));
  }

  private void end() {
    Preconditions.checkState(!ended, "The sink has ended.");
    ended = true;
  }
}
