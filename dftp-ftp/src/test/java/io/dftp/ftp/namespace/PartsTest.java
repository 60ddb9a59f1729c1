// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.namespace.TreeReport.Fault;
import io.dftp.ftp.namespace.TreeReport.Finding;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.reclaim.ReclaimConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Parts of broken uploads on several hosts: they stay while they live, and go when they are over.
 */
class PartsTest {

  private static final int HOSTS = 4;
  private static final int COPIES = 3;
  private static final Duration SPACE_IS_BACK = Duration.ofMinutes(5);

  /** All directories are looked at every hour. */
  private static final Duration ALL_LOOKED_AT = Duration.ofMinutes(65);

  private static final String HALF = "half ".repeat(2_000);
  private static final String REST = "rest ".repeat(2_000);

  private final RingOfFiles ring =
      new RingOfFiles(
          21,
          HOSTS,
          new ReclaimConfig(Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(3)));
  private final List<TreeClient> hosts = TreeClient.ofEach(ring, HOSTS);

  private FileSink open(int host, String path, WriteMode mode, String text) {
    FileSink sink =
        ring.finish(ring.files(host).openWrite(FtpPath.of(path), mode.by("ann"))).join();
    ring.finish(sink.write(ByteBuffer.wrap(text.getBytes(UTF_8)))).join();
    ring.await(Duration.ofSeconds(1));
    return sink;
  }

  private void breakOff(int host, String path, WriteMode mode, String text) {
    ring.finish(open(host, path, mode, text).abort()).join();
  }

  private void goOn(int host, String path, long offset, String text) {
    ring.finish(open(host, path, WriteMode.overwriteFrom(offset), text).commit()).join();
  }

  private OptionalLong part(int host, String path) {
    return ring.finish(ring.files(host).part(FtpPath.of(path), "ann")).join();
  }

  private int copies() {
    return IntStream.range(0, HOSTS).map(host -> ring.blobs(host).size()).sum();
  }

  private String text(int host, String path) {
    return new String(new TreeClient(ring, host).read(path), UTF_8);
  }

  @Test
  void itIsGoneOnWithThroughAnotherHostAfterTheFirstWasKilled() {
    breakOff(0, "/f", WriteMode.replace(), HALF);
    ring.crash(0);

    assertThat(part(1, "/f")).hasValue(HALF.length());
    goOn(2, "/f", HALF.length(), REST);

    assertThat(text(3, "/f")).isEqualTo(HALF + REST);
    assertThat(part(1, "/f")).isEmpty();
  }

  @Test
  void itIsThereAfterAllHostsWereStartedAgain() {
    breakOff(0, "/f", WriteMode.replace(), HALF);
    IntStream.range(0, HOSTS).forEach(ring::crash);
    ring.await(Duration.ofSeconds(5));
    IntStream.range(0, HOSTS).forEach(ring::restart);
    ring.await(Duration.ofMinutes(1));

    assertThat(part(3, "/f")).hasValue(HALF.length());
    goOn(3, "/f", HALF.length(), REST);
    assertThat(text(1, "/f")).isEqualTo(HALF + REST);
  }

  @Test
  void itsBytesStayWhileItIsKeptAndGoWithIt() {
    hosts.get(0).put("/whole", REST);
    for (int i = 0; i < 50; i++) {
      breakOff(i % HOSTS, "/f" + i, WriteMode.replace(), HALF + i);
    }
    breakOff(1, "/tiny", WriteMode.replace(), "tiny");
    assertThat(copies()).isEqualTo(51 * COPIES);

    ring.setForward(Part.KEPT_FOR.minusHours(3));
    ring.await(ALL_LOOKED_AT);
    assertThat(copies()).isEqualTo(51 * COPIES);
    assertThat(part(2, "/f49")).hasValue(HALF.length() + 2);
    goOn(3, "/f49", HALF.length() + 2, REST);
    breakOff(2, "/f48", WriteMode.append(), REST);
    assertThat(part(1, "/tiny")).hasValue(4);

    ring.setForward(Duration.ofHours(3));
    assertThat(part(0, "/f0")).isEmpty();
    assertThat(part(1, "/tiny")).isEmpty();
    ring.await(ALL_LOOKED_AT.plus(SPACE_IS_BACK));
    assertThat(text(0, "/f49")).isEqualTo(HALF + 49 + REST);
    assertThat(part(0, "/f48")).hasValue(HALF.length() + 2 + REST.length());
    // What is whole, what was gone on with to its end, and what broke off again: two pieces each.
    assertThat(copies()).isEqualTo((1 + 2 + 2) * COPIES);
    assertThat(ring.check(1)).isEmpty();
  }

  @Test
  void aRemovedDirectoryGivesTheSpaceOfItsPartsBackAtOnce() {
    hosts.get(0).makeDirectory("/d");
    breakOff(0, "/d/f", WriteMode.replace(), HALF);
    breakOff(1, "/d/g", WriteMode.replace(), HALF);
    assertThat(copies()).isEqualTo(2 * COPIES);

    hosts.get(2).removeDirectory("/d");
    ring.await(SPACE_IS_BACK);

    assertThat(copies()).isZero();
  }

  @Test
  void anUploadFromTheBeginningGivesTheSpaceOfThePartBack() {
    breakOff(0, "/f", WriteMode.replace(), HALF);
    breakOff(1, "/f", WriteMode.append(), HALF);
    breakOff(2, "/f", WriteMode.replace(), HALF);
    ring.await(SPACE_IS_BACK);
    assertThat(copies()).isEqualTo(COPIES);

    hosts.get(3).put("/f", REST);
    assertThat(part(0, "/f")).hasValue(HALF.length());
    FileSink whole = open(1, "/f", WriteMode.replace(), REST);
    ring.finish(whole.commit()).join();
    ring.await(SPACE_IS_BACK);

    assertThat(part(0, "/f")).isEmpty();
    assertThat(copies()).isEqualTo(COPIES);
    assertThat(text(0, "/f")).isEqualTo(REST);
  }

  @Test
  void ofTwoPartsOfBothSidesOfACutTheOneThatBeganLaterCounts() {
    ring.cut(List.of(0, 1), List.of(2, 3));
    breakOff(0, "/f", WriteMode.replace(), HALF);
    breakOff(2, "/f", WriteMode.replace(), REST + "!");
    ring.heal();
    ring.await(Duration.ofMinutes(2));

    for (int host = 0; host < HOSTS; host++) {
      assertThat(part(host, "/f")).hasValue(REST.length() + 1);
    }
    assertThat(ring.check(0)).isEmpty();
    goOn(0, "/f", REST.length() + 1, HALF);
    ring.await(SPACE_IS_BACK);
    assertThat(text(3, "/f")).isEqualTo(REST + "!" + HALF);
    assertThat(part(3, "/f")).isEmpty();
    assertThat(copies()).isEqualTo(2 * COPIES);
  }

  @Test
  void aDirectoryRemovedOnOneSideDoesNotComeBackForAPart() {
    hosts.get(0).makeDirectory("/d");
    ring.cut(List.of(0, 1), List.of(2, 3));
    hosts.get(0).removeDirectory("/d");
    breakOff(2, "/d/f", WriteMode.replace(), HALF);
    ring.heal();
    ring.await(Duration.ofMinutes(5));

    assertThat(hosts.get(1).names("/")).isEmpty();
    assertThat(copies()).isEqualTo(COPIES);
    ring.setForward(Part.KEPT_FOR);
    ring.await(ALL_LOOKED_AT.plus(SPACE_IS_BACK));
    assertThat(copies()).isZero();
  }

  @Test
  void aCheckOfTheTreeLooksAtParts() {
    breakOff(0, "/f", WriteMode.replace(), HALF);
    assertThat(ring.check(1)).isEmpty();

    ring.loseBlobs(0, 1, 2, 3);

    List<Finding> findings = ring.check(1);
    assertThat(findings).extracting(Finding::fault).contains(Fault.LOST);
    assertThat(findings).extracting(Finding::path).contains("/f (part of ann)");
  }
}
