// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A durable cell in a file, replaced as a whole at each write. Confined to the event loop. */
final class FileCell implements DurableCell {

  private final EventLoop loop;
  private final Executor diskThread;
  private final CellFiles cells;
  private final DiskHealth health;
  private final String name;
  private byte[] value;

  FileCell(
      EventLoop loop,
      Executor diskThread,
      CellFiles cells,
      DiskHealth health,
      String name,
      byte[] value) {
    this.loop = loop;
    this.diskThread = diskThread;
    this.cells = cells;
    this.health = health;
    this.name = name;
    this.value = value.clone();
  }

  @Override
  public byte[] value() {
    return value.clone();
  }

  @Override
  public CompletableFuture<Void> write(byte[] newValue) {
    checkArgument(newValue.length <= MAX_BYTES, "a value of %s bytes", newValue.length);
    byte[] written = newValue.clone();
    CompletableFuture<Void> result = new CompletableFuture<>();
    try {
      diskThread.execute(() -> writeOnDisk(written, result));
    } catch (RejectedExecutionException closed) {
      result.completeExceptionally(StoreClosed.exception());
    }
    return result;
  }

  private void writeOnDisk(byte[] written, CompletableFuture<Void> result) {
    try {
      health.check();
      cells.write(name, written);
      loop.execute(
          () -> {
            value = written;
            result.complete(null);
          });
    } catch (IOException failure) {
      RuntimeException failed =
          health.fail("writing cell " + name + " failed: " + failure.getMessage(), failure);
      loop.execute(() -> result.completeExceptionally(failed));
    } catch (RuntimeException refused) {
      loop.execute(() -> result.completeExceptionally(refused));
    }
  }
}
