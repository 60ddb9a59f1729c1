// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.store.BlobId;
import io.dftp.store.LocalStore.StoredBlob;
import io.dftp.store.LoopCalls;
import io.dftp.store.ObjectId;
import io.dftp.store.RowBatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that writes without pause, and asks its disk about all that it had confirmed. */
class KillTest {

  private static final int ROUNDS = 3;
  private static final int OPERATIONS_A_ROUND = 60;
  private static final int BLOB_BYTES = 50_000;

  @TempDir private Path root;

  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("test", new Random(1));

  @AfterEach
  void stop() {
    loop.close();
  }

  @Test
  void keepsEverythingConfirmedBeforeEachKill() throws IOException, InterruptedException {
    Path path = root.resolve("data");
    int confirmed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int before = confirmed;

      confirmed = writeUntilKilled(path, before);

      assertThat(confirmed).isGreaterThanOrEqualTo(before + OPERATIONS_A_ROUND);
      check(path, confirmed);
    }
  }

  /**
   * Operation n puts the blob n, then the row n and the counter in one batch, then removes the blob
   * n - 10.
   */
  private void check(Path path, int confirmed) throws IOException {
    try (DataFolder folder = DataFolder.open(path, "kill", loop);
        DiskLocalStore store =
            DiskLocalStore.open(folder, loop, new CountingMetrics(), DiskConfig.defaults())) {
      assertThat(store.rolledBack()).isFalse();
      for (int n = 0; n < confirmed; n++) {
        int number = n;
        assertThat(LoopCalls.call(loop, () -> store.get(key(number)))).contains(value(number));
        Optional<StoredBlob> blob =
            LoopCalls.call(loop, () -> store.getBlob(blob(number), context(loop)));
        if (n + 10 < confirmed) {
          assertThat(blob).isEmpty();
        } else if (n + 10 > confirmed) {
          assertThat(blob.map(StoredBlob::content).map(Bytes::copyOf)).contains(bytes(number));
        }
      }
      int last =
          LoopCalls.call(loop, () -> store.get(Bytes.utf8("counter")))
              .map(counter -> counter.toBuffer().getInt())
              .orElse(-1);
      assertThat(last).isBetween(confirmed - 1, confirmed);
    }
  }

  private static int writeUntilKilled(Path path, int from)
      throws IOException, InterruptedException {
    Process process = ChildJvm.start(Writer.class, path.toString(), "" + from);
    int confirmed = from;
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = output.readLine();
      while (line != null) {
        if (line.startsWith("done ")) {
          confirmed = Integer.parseInt(line.substring(5)) + 1;
        }
        if (confirmed == from + OPERATIONS_A_ROUND) {
          // Through the handle, which leaves the output open: all of it counts.
          process.toHandle().destroyForcibly();
        }
        line = output.readLine();
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return confirmed;
  }

  /** The process that is killed. */
  public static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      SingleThreadEventLoop loop = new SingleThreadEventLoop("writer", new Random(1));
      DataFolder folder = DataFolder.open(Path.of(arguments[0]), "kill", loop);
      DiskLocalStore store =
          DiskLocalStore.open(folder, loop, new CountingMetrics(), DiskConfig.defaults());
      for (int n = Integer.parseInt(arguments[1]); n < 1_000_000; n++) {
        int number = n;
        LoopCalls.call(
            loop,
            () ->
                store.putBlob(
                    blob(number),
                    bytes(number).toBuffer(),
                    Bytes.wrap(Hashing.sha256().hashBytes(bytes(number).array()).asBytes()),
                    context(loop)));
        LoopCalls.call(
            loop,
            () ->
                store.write(
                    new RowBatch()
                        .put(key(number), value(number))
                        .put(
                            Bytes.utf8("counter"),
                            Bytes.wrap(ByteBuffer.allocate(4).putInt(number).array()))));
        if (n >= 10) {
          LoopCalls.call(loop, () -> store.deleteBlob(blob(number - 10)));
        }
        System.out.println("done " + n);
        System.out.flush();
      }
    }
  }

  private static CallContext context(EventLoop loop) {
    return CallContext.withTimeout(loop, Duration.ofMinutes(1));
  }

  private static Bytes key(int number) {
    return Bytes.utf8("row-" + number);
  }

  private static Bytes value(int number) {
    byte[] bytes = new byte[300];
    new Random(number).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static BlobId blob(int number) {
    return new BlobId(new ObjectId(number * 0x9e37_79b9_7f4a_7c15L, number), number);
  }

  private static Bytes bytes(int number) {
    byte[] bytes = new byte[BLOB_BYTES];
    new Random(~number).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
