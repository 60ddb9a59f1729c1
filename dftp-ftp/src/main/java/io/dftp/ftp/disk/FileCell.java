// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * A durable cell in a file, replaced as a whole at each write. While the machine is short of room
 * or file descriptors a write waits. Confined to the event loop.
 */
final class FileCell implements DurableCell {

  private static final long PAUSE_MILLIS = 100;

  private final EventLoop loop;
  private final ExecutorService diskThread;
  private final CellFiles cells;
  private final DiskHealth health;
  private final String name;
  private byte[] value;

  FileCell(
      EventLoop loop,
      ExecutorService diskThread,
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

  /**
   * Tries again in place, so that no later value is overtaken by this one. Each time all of it is
   * written anew, so nothing rests on a force that has failed.
   */
  private void writeWhenPossible(byte[] written) throws IOException {
    while (true) {
      try {
        cells.write(name, written);
        return;
      } catch (IOException failure) {
        if (Shortage.of(failure).isEmpty()) {
          throw failure;
        }
      }
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException stopped) {
      throw StoreClosed.exception();
    }
    if (diskThread.isShutdown()) {
      throw StoreClosed.exception();
    }
  }

  private void writeOnDisk(byte[] written, CompletableFuture<Void> result) {
    try {
      health.check();
      writeWhenPossible(written);
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
