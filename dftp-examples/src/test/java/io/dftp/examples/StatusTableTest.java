// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.HostStatus;
import io.dftp.store.DiskState;
import io.dftp.store.ScrubStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTableTest {

  @Test
  void alignsOneRowAHost() {
    assertThat(StatusTable.of("home", SampleStatus.ofTwoHosts("a-longer-name", 0)).lines())
        .containsExactly(
            "cluster home: settled",
            "2 hosts in 1 ring, coordinator one",
            "it leads: it claimed",
            "20 objects, 0 with too few copies",
            "",
            "HOST           POSITION    RING            FTP             COORDINATOR    ROLE     "
                + " SEES    VERIFIED",
            "one            01abababab  127.0.0.1:5001  127.0.0.1:2121  one (epoch 4)  leader    1"
                + " host  0 %",
            "a-longer-name  02abababab  127.0.0.1:5002  127.0.0.1:2122  one (epoch 4)  follower  1"
                + " host  0 %");
  }

  @Test
  void theBriefOneFitsATerminalOfEightyColumns() {
    List<HostStatus> hosts = SampleStatus.ofTwoHosts("a-longer-name", 0).hosts();

    assertThat(StatusTable.brief(hosts).lines())
        .containsExactly(
            "HOST           FTP             RING            COORDINATOR  ROLE      SEES",
            "one            127.0.0.1:2121  127.0.0.1:5001  one          leader    1 host",
            "a-longer-name  127.0.0.1:2122  127.0.0.1:5002  one          follower  1 host")
        .allMatch(line -> line.length() < 80);
  }

  @Test
  void whereHostsDoNotAgreeEachSaysWhy() {
    HostStatus one = SampleStatus.ofTwoHosts("two", 0).hosts().get(0);
    HostStatus alone =
        new HostStatus(
            "three",
            "00cc",
            one.ring(),
            "",
            one.positions(),
            "",
            "",
            0,
            "candidate",
            "this host stands",
            one.objects(),
            DiskState.SOUND,
            ScrubStatus.none(),
            List.of(one.ring()),
            List.of());

    assertThat(StatusTable.of("home", new ClusterStatus(List.of(one, alone), List.of(), 2)).lines())
        .contains("2 hosts in 2 rings, coordinator not agreed on")
        .anyMatch(line -> line.endsWith("none           candidate  1 host, 1 of another ring  0 %"))
        .endsWith("", "one: it claimed", "three: this host stands");
  }

  @Test
  void saysWhyItIsNotSettled() {
    assertThat(StatusTable.of("home", SampleStatus.ofTwoHosts("two", 3)).lines())
        .startsWith("cluster home: not settled", "  - 3 objects have fewer copies than they should")
        .contains("20 objects, 3 with too few copies");
  }

  @Test
  void tellsHowTheVerificationOfDisksStands() {
    ScrubStatus done = new ScrubStatus(1000, 2, Duration.ofHours(3), Duration.ZERO, false, 3, 0, 0);
    ScrubStatus under =
        new ScrubStatus(421, 1, Duration.ofMinutes(5), Duration.ofHours(60), true, 1, 1, 1);
    List<HostStatus> two = SampleStatus.ofTwoHosts("two", 0).hosts();
    ClusterStatus status =
        new ClusterStatus(
            List.of(
                SampleStatus.verified(two.get(0), done), SampleStatus.verified(two.get(1), under)),
            List.of(),
            1);

    assertThat(StatusTable.of("home", status).lines())
        .startsWith(
            "cluster home: not settled",
            "  - 1 objects are lost: no host has a good copy of them; dftp fsck names their files",
            "  ! to verify the disk of two once takes about 60 hours, longer than it should")
        .contains(
            "20 objects, 0 with too few copies, 1 lost", "4 damaged copies found, 1 not replaced")
        .anyMatch(line -> line.endsWith("1 host  3 h ago"))
        .anyMatch(line -> line.endsWith("1 host  42 %, whole 5 min ago"));
  }
}
