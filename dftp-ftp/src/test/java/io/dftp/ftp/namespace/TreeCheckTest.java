// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dftp.ftp.namespace.TreeReport.Fault;
import io.dftp.ftp.namespace.TreeReport.Finding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a check says of trees that are whole, and of trees that are not. */
class TreeCheckTest {

  private static final int HOSTS = 4;
  private static final String BYTES = "some bytes ".repeat(1_000);

  private final RingOfFiles ring = new RingOfFiles(5, HOSTS);
  private final List<TreeClient> hosts = TreeClient.ofEach(ring, HOSTS);

  private void assertFound(Fault fault, String path) {
    assertThat(ring.check(0))
        .extracting(Finding::fault, Finding::path)
        .contains(tuple(fault, path));
  }

  @Test
  void aTreeOnWhichAllSortsOfThingsWereDoneIsWhole() {
    hosts.get(0).makeDirectory("/d");
    hosts.get(1).makeDirectory("/d/e");
    hosts.get(2).put("/d/e/f", BYTES);
    hosts.get(3).append("/d/e/f", BYTES);
    hosts.get(0).put("/g", "short");
    hosts.get(1).rename("/d/e/f", "/h");
    hosts.get(2).rename("/d/e", "/e");
    hosts.get(3).put("/h", BYTES + "2");
    hosts.get(0).removeDirectory("/d");

    assertThat(ring.check(1)).isEmpty();
    assertThat(ring.check(2)).isEmpty();
  }

  @Test
  void aBlockOnNoHostIsLostAndNamedByTheFilesPath() {
    hosts.get(0).makeDirectory("/d");
    hosts.get(0).put("/d/f", BYTES);
    hosts.get(0).put("/d/g", BYTES);
    ring.loseBlobs(0, 1, 2, 3);
    hosts.get(0).put("/d/g", BYTES);

    assertFound(Fault.LOST, "/d/f");
    assertThat(ring.check(0)).extracting(Finding::path).doesNotContain("/d/g");
  }

  @Test
  void aBlockWithTooFewCopiesIsNamed() {
    hosts.get(0).put("/f", BYTES);
    ring.crash(0);
    ring.crash(1);
    ring.await(Duration.ofSeconds(5));

    assertThat(ring.check(2))
        .extracting(Finding::fault)
        .contains(Fault.FEW_COPIES, Fault.NOT_COMPARED);
  }

  @Test
  void whatNoHostKnowsIsUnknownAndNotLost() {
    for (int i = 0; i < 30; i++) {
      hosts.get(0).makeDirectory("/d" + i);
      hosts.get(0).put("/d" + i + "/f", "x");
    }
    List.of(0, 1, 2).forEach(ring::crash);
    ring.await(Duration.ofSeconds(5));
    assertThat(ring.check(3)).extracting(Finding::fault).contains(Fault.UNKNOWN);
    assertThat(ring.check(3)).extracting(Finding::fault).doesNotContain(Fault.LOST);
  }
}
