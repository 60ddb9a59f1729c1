// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSource;
import io.dftp.ftp.files.Receipt;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that takes its time slows its client, and nothing is promised before it is done. */
final class SlowStoreTest {
  private static final int MIB = 1024 * 1024;

  private HeldFiles files;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    files = new HeldFiles(TestServer.inMemory());
    server = new TestServer(files, TestServer.config());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aSinkThatNeverCompletesStopsTheClientAtTheWindow() throws Exception {
    int window = TestServer.config().limits().transferWindowBytes();
    try (RawClient client = server.loggedIn();
        Socket data = client.passive()) {
      client.expect("TYPE I", 200);
      client.expect("STOR /f", 150);
      CompletableFuture<Long> sent = CompletableFuture.supplyAsync(() -> sendUntilClosed(data));
      // The memory of the reads is counted, which may be half empty.
      await(() -> files.heldBytes.get() > window / 4);

      // 512 MiB are on offer; many commands later not a byte more has been taken in.
      for (int i = 0; i < 1000; i++) {
        client.expect("NOOP", 200);
      }
      assertThat(files.heldBytes.get()).isLessThanOrEqualTo(window);
      assertThat(sent).isNotDone();

      // Each release lets in one window at most.
      files.release();
      await(() -> files.heldBytes.get() > window / 4);
      assertThat(files.heldBytes.get()).isLessThanOrEqualTo(window);

      client.expect("ABOR", 426);
      client.expectReply(226);
      assertThat(sent.get()).isLessThan(512L * MIB);
      assertThat(files.aborts).hasValue(1);
      assertThat(files.commits).hasValue(0);
    }
  }

  @Test
  void theLastWriteIsWaitedForBeforeTheCommit() throws Exception {
    try (RawClient client = server.loggedIn()) {
      try (Socket data = client.passive()) {
        client.expect("STOR /f", 150);
        data.getOutputStream().write(1);
      }
      await(() -> files.heldBytes.get() == 1);
      client.expect("NOOP", 200);
      assertThat(files.commits).hasValue(0);

      files.release();
      await(() -> files.commits.get() == 1);
      client.expect("NOOP", 200);
      files.commit.complete(new Receipt(3, "Stored with 3 copies."));
      assertThat(client.reply()).isEqualTo("226 Stored with 3 copies.");
      assertThat(files.aborts).hasValue(0);
    }
  }

  @Test
  void aCommitWhoseFateIsUnknownIs451AndSaysSo() throws Exception {
    files.holdWrites.set(false);
    try (RawClient client = server.loggedIn()) {
      try (Socket data = client.passive()) {
        client.expect("STOR /f", 150);
        data.getOutputStream().write(1);
      }
      files.commit.completeExceptionally(
          new FileError(FileError.Kind.MAY_HAVE_HAPPENED, "It may still appear."));
      assertThat(client.reply()).isEqualTo("451 It may still appear.");
      assertThat(files.aborts).hasValue(0);
    }
  }

  @Test
  void aClientThatVanishesAbortsItsUpload() throws Exception {
    try (RawClient client = server.loggedIn();
        Socket data = client.passive()) {
      client.expect("STOR /f", 150);
      data.getOutputStream().write(1);
      await(() -> files.heldBytes.get() == 1);

      client.hangUp();

      await(() -> files.aborts.get() == 1);
      assertThat(files.commits).hasValue(0);
    }
  }

  @Test
  void closingTheServerAbortsUploads() throws Exception {
    try (RawClient client = server.loggedIn();
        Socket data = client.passive()) {
      client.expect("STOR /f", 150);
      data.getOutputStream().write(1);
      await(() -> files.heldBytes.get() == 1);

      server.close();

      assertThat(files.aborts).hasValue(1);
    }
  }

  @Test
  void anOpeningThatTakesLongIsAbortedAndItsLateSourceClosed() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("EPSV", 229);
      client.send("RETR /f\r\nNOOP\r\n");
      client.expect("ABOR", 426);
      client.expectReply(226);
      client.expectReply(200);
      client.expect("PWD", 257);

      files.opened.complete(new CountedSource());

      await(() -> files.closes.get() == 1);
      client.expect("NOOP", 200);
    }
  }

  private final class CountedSource implements FileSource {
    @Override
    public FileInfo info() {
      return new FileInfo("f", FileInfo.Kind.FILE, 0, Instant.EPOCH, "id");
    }

    @Override
    public CompletableFuture<Optional<ByteBuffer>> next() {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {
      files.closes.incrementAndGet();
    }
  }

  private static long sendUntilClosed(Socket data) {
    byte[] chunk = new byte[MIB];
    long sent = 0;
    try {
      for (int i = 0; i < 512; i++) {
        data.getOutputStream().write(chunk);
        sent += chunk.length;
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError(e);
    } catch (IOException closed) {
      return sent;
    }
    return sent;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
