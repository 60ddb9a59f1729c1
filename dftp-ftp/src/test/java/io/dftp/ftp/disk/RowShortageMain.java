// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.store.LoopCalls;
import io.dftp.store.RowBatch;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes rows until RocksDB needs new files, while this process has taken all descriptors that it
 * may have, and gives them back when the rows have to wait. Argument: the data folder.
 */
final class RowShortageMain {

  private static final int ROWS = 40;
  private static final byte[] VALUE = new byte[1024 * 1024];

  private RowShortageMain() {}

  public static void main(String[] arguments) throws IOException {
    SingleThreadEventLoop loop = new SingleThreadEventLoop("test", new Random(1));
    DataFolder folder = DataFolder.open(Path.of(arguments[0]), "test", loop);
    DiskLocalStore store =
        DiskLocalStore.open(folder, loop, new CountingMetrics(), DiskConfig.defaults());
    LoopCalls.call(loop, () -> store.write(row(0)));
    // Later no class can be loaded from a folder.
    LoopCalls.call(loop, () -> store.get(key(0)));
    Shortage.of(new IOException("Too many open files"));
    Deque<FileInputStream> taken = takeAll();
    for (int i = 1; i < ROWS; i++) {
      int number = i;
      CompletableFuture<Void> written =
          LoopCalls.call(loop, () -> CompletableFuture.completedFuture(store.write(row(number))));
      if (!isDoneSoon(written)) {
        System.out.println("row " + i + " waits");
        while (!taken.isEmpty()) {
          taken.pop().close();
        }
      }
      written.join();
    }
    if (!taken.isEmpty()) {
      System.out.println("there was no shortage");
      System.exit(1);
    }
    store.close();
    try (DiskLocalStore again =
        DiskLocalStore.open(folder, loop, new CountingMetrics(), DiskConfig.defaults())) {
      for (int i = 0; i < ROWS; i++) {
        Bytes key = key(i);
        Optional<Bytes> found = LoopCalls.call(loop, () -> again.get(key));
        if (found.isEmpty()) {
          System.out.println("row " + i + " is lost");
          System.exit(1);
        }
      }
    }
    System.out.println("all rows are there");
    System.exit(0);
  }

  private static Deque<FileInputStream> takeAll() {
    Deque<FileInputStream> taken = new ArrayDeque<>();
    try {
      while (true) {
        taken.push(new FileInputStream("/dev/null"));
      }
    } catch (IOException none) {
      return taken;
    }
  }

  private static boolean isDoneSoon(CompletableFuture<Void> written) {
    try {
      written.get(2, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException waits) {
      return false;
    } catch (InterruptedException | ExecutionException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static Bytes key(int number) {
    return Bytes.utf8("row " + number);
  }

  private static RowBatch row(int number) {
    return new RowBatch().put(key(number), Bytes.wrap(VALUE));
  }
}
