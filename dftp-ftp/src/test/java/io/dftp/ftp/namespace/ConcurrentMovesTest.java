// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.Receipt;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Moves of one file through several hosts at the same time, and through one that dies. */
class ConcurrentMovesTest {

  private static final int WRITERS = 100;
  private static final int ROUNDS = 20;

  private final RingOfFiles ring = new RingOfFiles(7, 4);
  private final List<TreeClient> hosts = TreeClient.ofEach(ring, 4);

  @Test
  void ofThreeHostsThatMoveOneFileOneDoes() {
    for (int host = 0; host < 3; host++) {
      hosts.get(0).makeDirectory("/t" + host);
    }
    for (int round = 0; round < ROUNDS; round++) {
      String name = "f" + round;
      hosts.get(3).put("/" + name, name);
      List<CompletableFuture<Optional<Kind>>> moves = new ArrayList<>();
      for (int host = 0; host < 3; host++) {
        FtpPath to = FtpPath.of("/t" + host + "/" + name);
        moves.add(outcome(ring.files(host).rename(FtpPath.of("/" + name), to)));
      }

      List<Optional<Kind>> outcomes =
          moves.stream().map(ring::finish).map(CompletableFuture::join).toList();

      assertThat(outcomes).containsOnlyOnce(Optional.empty());
      assertThat(outcomes).allMatch(how -> how.isEmpty() || how.get() == Kind.NOT_FOUND);
      List<String> paths = hosts.get(3).paths();
      int winner = outcomes.indexOf(Optional.<Kind>empty());
      assertThat(paths)
          .filteredOn(path -> path.endsWith("/" + name))
          .containsExactly("/t" + winner + "/" + name);
    }
  }

  @Test
  void allWhoStoreUnderOneNameAtOnceAreToldThatItWasStored() {
    byte[] any = new byte[5000];
    List<FileSink> sinks = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      FileSink sink =
          ring.finish(ring.files(i % 4).openWrite(FtpPath.of("/f"), WriteMode.replace())).join();
      any[0] = (byte) i;
      ring.finish(sink.write(ByteBuffer.wrap(any.clone()))).join();
      sinks.add(sink);
    }
    List<CompletableFuture<Receipt>> stored = sinks.stream().map(FileSink::commit).toList();

    assertThat(stored)
        .allSatisfy(each -> assertThat(ring.finish(each).join().copies()).isEqualTo(3));
    assertThat(hosts.get(1).paths()).containsExactly("/f");
    assertThat(hosts.get(2).read("/f")).hasSize(any.length);
  }

  @Test
  void allThatManyAppendAtOnceIsThere() {
    List<CompletableFuture<Receipt>> stored = new ArrayList<>();
    for (int i = 0; i < 2 * WRITERS; i++) {
      FileSink sink =
          ring.finish(ring.files(i % 4).openWrite(FtpPath.of("/log"), WriteMode.append())).join();
      ring.finish(sink.write(ByteBuffer.wrap(new byte[] {(byte) i}))).join();
      stored.add(sink.commit());
    }

    assertThat(stored)
        .allSatisfy(each -> assertThat(ring.finish(each).join().copies()).isEqualTo(3));
    byte[] all = hosts.get(1).read("/log");
    assertThat(all).hasSize(2 * WRITERS);
    assertThat(Bytes.asList(all)).doesNotHaveDuplicates();
  }

  @Test
  void theMoveOfAHostThatDiesLeavesTheFileInOnePlace() {
    List<String> names = new ArrayList<>();
    hosts.get(1).makeDirectory("/t");
    for (int i = 0; i < ROUNDS; i++) {
      names.add("f" + i);
      hosts.get(1).put("/f" + i, "bytes of f" + i);
    }
    // They get different ways before the host dies.
    for (String name : names) {
      ring.files(0).rename(FtpPath.of("/" + name), FtpPath.of("/t/" + name));
      ring.await(Duration.ofMillis(1));
    }
    ring.crash(0);
    ring.await(Duration.ofSeconds(40));

    for (String name : names) {
      // Whoever meets it while it is marked ends what is left of its move.
      hosts.get(1).failureOf(tree -> tree.rename(FtpPath.of("/" + name), FtpPath.of("/u" + name)));
    }
    List<String> paths = hosts.get(2).paths();
    for (String name : names) {
      assertThat(paths).filteredOn(path -> path.matches("/t/" + name + "|/u?" + name)).hasSize(1);
    }
    assertThat(paths).hasSize(ROUNDS + 1);
    for (String path : paths) {
      if (!path.endsWith("/")) {
        assertThat(hosts.get(3).read(path)).asString(UTF_8).startsWith("bytes of f");
      }
    }
  }

  private static CompletableFuture<Optional<Kind>> outcome(CompletableFuture<?> move) {
    return move.handle(
        (done, failure) ->
            Optional.ofNullable(failure)
                .map(thrown -> thrown instanceof CompletionException ? thrown.getCause() : thrown)
                .map(error -> ((FileError) error).kind()));
  }
}
