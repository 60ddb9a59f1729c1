// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.reclaim.Enlisted;
import io.dftp.ftp.reclaim.ReclaimConfig;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.store.BlobId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Space comes back when nothing names what takes it, and never before. */
class ReclaimTest {

  private static final int HOSTS = 4;
  private static final int COPIES = 3;
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(150);
  private static final String FIRST = "first ".repeat(1_000);
  private static final String SECOND = "second ".repeat(1_000);

  private final RingOfFiles ring =
      new RingOfFiles(
          11, HOSTS, new ReclaimConfig(GRACE, Duration.ofSeconds(20), Duration.ofSeconds(40)));
  private final List<TreeClient> hosts = TreeClient.ofEach(ring, HOSTS);

  /** Returns how many copies of blobs there are on the machines that run. */
  private int copies(int... on) {
    return IntStream.of(on).map(host -> ring.blobs(host).size()).sum();
  }

  private int copies() {
    return copies(0, 1, 2, 3);
  }

  private Set<BlobId> blobs() {
    return IntStream.range(0, HOSTS)
        .mapToObj(ring::blobs)
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }

  private void assertWhole() {
    assertThat(ring.check(0)).isEmpty();
  }

  private void assertReadableEverywhere(String path, String text) {
    for (TreeClient host : hosts) {
      assertThat(host.read(path)).isEqualTo(text.getBytes(UTF_8));
    }
  }

  @Test
  void aDeletedFileLeavesNothingAndTakesNothingElseWithIt() {
    hosts.get(0).put("/gone", FIRST);
    hosts.get(1).put("/kept", SECOND);
    assertThat(copies()).isEqualTo(2 * COPIES);

    hosts.get(2).delete("/gone");
    ring.await(LONG_ENOUGH);

    assertThat(copies()).isEqualTo(COPIES);
    assertReadableEverywhere("/kept", SECOND);
  }

  @Test
  void bytesStayForAGraceBecauseSomebodyMayBeReadingThem() {
    hosts.get(0).put("/f", FIRST);
    int holder =
        IntStream.range(0, HOSTS).filter(host -> copies(host) == 1).findFirst().orElseThrow();

    List<BlobId> later =
        ring.blobsAfter(holder, files -> files.deleteFile(FtpPath.of("/f")), GRACE.minusSeconds(2));

    assertThat(later).hasSize(1);
  }

  @Test
  void whatAnOverwriteReplacesGoesAndTheNewVersionStays() {
    hosts.get(0).put("/f", FIRST);
    for (int i = 0; i < 5; i++) {
      hosts.get(i % HOSTS).put("/f", SECOND + i);
    }
    ring.await(LONG_ENOUGH);

    assertThat(copies()).isEqualTo(COPIES);
    assertReadableEverywhere("/f", SECOND + 4);
    assertWhole();
  }

  @Test
  void aFileThatIsMovedAboutStaysUntilItIsDeleted() {
    hosts.get(0).makeDirectory("/d");
    hosts.get(0).put("/a", FIRST);
    hosts.get(1).rename("/a", "/b");
    ring.await(LONG_ENOUGH);
    hosts.get(2).rename("/b", "/d/c");
    ring.await(LONG_ENOUGH);
    hosts.get(3).touch("/d/c", 5);
    hosts.get(3).rename("/d", "/e");
    ring.await(LONG_ENOUGH);

    assertReadableEverywhere("/e/c", FIRST);
    assertWhole();
    hosts.get(0).delete("/e/c");
    ring.await(LONG_ENOUGH);
    assertThat(copies()).isZero();
  }

  @Test
  void appendsLeaveOnlyWhatTheFileConsistsOf() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      String more = (i + " ").repeat(3_000);
      hosts.get(i % HOSTS).append("/log", more);
      all.append(more);
    }
    ring.await(LONG_ENOUGH);

    assertReadableEverywhere("/log", all.toString());
    assertWhole();
    Set<BlobId> blobs = blobs();
    assertThat(copies()).isEqualTo(COPIES * blobs.size());
    hosts.get(0).delete("/log");
    ring.await(LONG_ENOUGH);
    assertThat(copies()).isZero();
  }

  @Test
  void anUploadThatIsCalledOffGivesBackItsBlocks() {
    hosts.get(0).put("/f", FIRST);
    FileSink sink =
        ring.finish(ring.files(1).openWrite(FtpPath.of("/f"), WriteMode.replace())).join();
    ring.finish(sink.write(ByteBuffer.wrap(new byte[3 * 1024 * 1024]))).join();
    ring.finish(sink.abort()).join();
    ring.await(LONG_ENOUGH);

    assertThat(copies()).isEqualTo(COPIES);
    assertReadableEverywhere("/f", FIRST);
  }

  @Test
  void bothVersionsThatTwoSidesOfACutHaveWrittenStay() {
    hosts.get(3).put("/f", SECOND);
    ring.cut(List.of(0, 1), List.of(2, 3));
    hosts.get(0).put("/f", FIRST + 1);
    hosts.get(2).put("/f", FIRST + 2);
    ring.heal();
    ring.await(LONG_ENOUGH);

    List<String> names = hosts.get(0).names("/");
    assertThat(names).hasSize(2);
    assertThat(names)
        .extracting(name -> new String(hosts.get(1).read("/" + name), UTF_8))
        .containsExactlyInAnyOrder(FIRST + 1, FIRST + 2);
    assertThat(copies()).isEqualTo(2 * COPIES);
    assertWhole();
  }

  @Test
  void whatAKilledGatewayWasUploadingIsFoundAndGivenBack() {
    hosts.get(0).put("/f", FIRST);
    FileSink sink =
        ring.finish(ring.files(1).openWrite(FtpPath.of("/g"), WriteMode.replace())).join();
    ring.finish(sink.write(ByteBuffer.wrap(new byte[3 * 1024 * 1024]))).join();
    ring.await(Duration.ofSeconds(2));
    assertThat(copies()).isGreaterThan(COPIES);

    ring.crash(1);
    ring.await(Duration.ofSeconds(5));
    ring.restart(1);
    ring.await(LONG_ENOUGH);
    ring.await(LONG_ENOUGH);

    assertThat(copies()).isEqualTo(COPIES);
  }

  @Test
  void whileAHostIsAwayNothingGoesAndItIsNamed() {
    hosts.get(3).put("/of-three", SECOND);
    hosts.get(0).put("/f", FIRST);
    ring.crash(3);
    ring.await(Duration.ofSeconds(5));
    hosts.get(0).delete("/f");
    ring.await(LONG_ENOUGH);

    assertThat(copies(0, 1, 2)).isGreaterThan(COPIES);
    Map<Enlisted, String> missing =
        ring.on(0, files -> CompletableFuture.completedFuture(files.reclaimer().missing()));
    assertThat(missing.keySet()).extracting(Enlisted::name).containsExactly("node-10.0.0.4");

    ring.restart(3);
    ring.await(LONG_ENOUGH);
    assertThat(copies()).isEqualTo(COPIES);
    assertThat(new TreeClient(ring, 3).read("/of-three")).isEqualTo(SECOND.getBytes(UTF_8));
  }

  @Test
  void aHostThatIsDeclaredGoneIsNotWaitedFor() {
    hosts.get(3).put("/of-three", SECOND);
    hosts.get(0).put("/f", FIRST);
    ring.crash(3);
    ring.await(Duration.ofSeconds(5));
    hosts.get(0).delete("/f");
    ring.await(LONG_ENOUGH);
    Enlisted gone =
        ring.on(0, files -> CompletableFuture.completedFuture(files.reclaimer().missing()))
            .keySet()
            .iterator()
            .next();

    EventLoop loop = ring.loop(0);
    ring.on(
        0,
        files ->
            files
                .roster()
                .strike(gone.disk(), CallContext.withTimeout(loop, Duration.ofSeconds(20))));
    ring.await(LONG_ENOUGH);

    assertThat(copies(0, 1, 2)).isEqualTo(COPIES);
  }

  @Test
  void whatOneSideOfACutRenamedAndTheOtherDeletedStays() {
    hosts.get(3).put("/of-three", SECOND);
    hosts.get(0).put("/f", FIRST);
    hosts.get(2).put("/g", SECOND + 1);
    ring.cut(List.of(0, 1), List.of(2, 3));
    hosts.get(0).delete("/f");
    hosts.get(3).rename("/f", "/renamed");
    hosts.get(0).rename("/g", "/h");
    hosts.get(2).delete("/g");
    ring.await(LONG_ENOUGH);
    ring.heal();
    ring.await(LONG_ENOUGH);

    assertReadableEverywhere("/renamed", FIRST);
    assertReadableEverywhere("/h", SECOND + 1);
    assertReadableEverywhere("/of-three", SECOND);
    assertWhole();
  }
}
