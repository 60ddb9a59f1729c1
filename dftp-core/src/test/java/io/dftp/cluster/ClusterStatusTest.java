// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.RingMember;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.store.DiskState;
import io.dftp.store.ScrubStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClusterStatusTest {

  private static final HostStatus.ObjectCount GOOD = new HostStatus.ObjectCount(10, 0, true);

  @Test
  void oneRingWithOneCoordinatorAndAllCopiesIsSettled() {
    ClusterStatus status =
        ClusterStatus.of(
            List.of(host(1, "a", GOOD, 2), host(2, "a", GOOD, 3), host(3, "a", GOOD, 1)),
            List.of());

    assertThat(status.rings()).isEqualTo(1);
    assertThat(status.coordinator()).contains("a");
    assertThat(status.objectsTotal()).isEqualTo(30);
    assertThat(status.isSettled()).isTrue();
  }

  @Test
  void aHostAloneIsARing() {
    ClusterStatus status = ClusterStatus.of(List.of(host(7, "a", GOOD)), List.of());

    assertThat(status.rings()).isEqualTo(1);
    assertThat(status.isSettled()).isTrue();
  }

  @Test
  void twoCyclesAreTwoRings() {
    ClusterStatus status =
        ClusterStatus.of(
            List.of(host(1, "a", GOOD, 2), host(2, "a", GOOD, 1), host(3, "a", GOOD)), List.of());

    assertThat(status.rings()).isEqualTo(2);
    assertThat(status.unsettled()).containsExactly("there are 2 rings");
  }

  @Test
  void anAppendageIsNoRingOfItsOwn() {
    ClusterStatus status =
        ClusterStatus.of(
            List.of(host(1, "a", GOOD, 2), host(2, "a", GOOD, 1), host(3, "a", GOOD, 1)),
            List.of());

    assertThat(status.rings()).isEqualTo(1);
  }

  @Test
  void coordinatorsOfOneNameButDifferentUidsDiffer() {
    HostStatus one = host(1, "a", GOOD, 2);
    HostStatus other =
        new HostStatus(
            "h2",
            "02",
            address(2),
            "",
            host(2, "a", GOOD, 1).positions(),
            "a",
            "ff",
            1,
            "follower",
            "it follows",
            GOOD,
            DiskState.SOUND,
            ScrubStatus.none(),
            List.of(),
            List.of());

    assertThat(ClusterStatus.of(List.of(one, other), List.of()).coordinator()).isEmpty();
  }

  @Test
  void theCoordinatorSaysWhyItLeadsAndWhoRanksHigher() {
    ClusterStatus second =
        ClusterStatus.of(
            List.of(host(1, "02", GOOD, 2), host(2, "02", GOOD, 3), host(3, "02", GOOD, 1)),
            List.of());
    ClusterStatus highest =
        ClusterStatus.of(List.of(host(1, "02", GOOD, 2), host(2, "02", GOOD, 1)), List.of());
    ClusterStatus absent = ClusterStatus.of(List.of(host(1, "02", GOOD)), List.of());

    assertThat(second.whyCoordinator())
        .contains("h2 says so; h3 ranks higher, and takes over later");
    assertThat(highest.whyCoordinator()).contains("h2 says so");
    assertThat(absent.whyCoordinator()).isEmpty();
  }

  @Test
  void aHostSeesThoseAroundItAndItself() {
    assertThat(host(1, "a", GOOD, 2, 3).sees()).containsExactly(address(1), address(2), address(3));
  }

  @Test
  void missingCopiesSilentHostsAndStaleCountsAreNotSettled() {
    HostStatus.ObjectCount below = new HostStatus.ObjectCount(10, 2, true);
    HostStatus.ObjectCount stale = new HostStatus.ObjectCount(10, 0, false);

    assertThat(ClusterStatus.of(List.of(host(1, "a", below)), List.of()).isSettled()).isFalse();
    assertThat(ClusterStatus.of(List.of(host(1, "a", stale)), List.of()).isSettled()).isFalse();
    assertThat(ClusterStatus.of(List.of(host(1, "a", GOOD)), List.of(address(9))).isSettled())
        .isFalse();
    assertThat(ClusterStatus.of(List.of(host(1, "", GOOD)), List.of()).isSettled()).isFalse();
  }

  @Test
  void aSilentOrFullDiskIsNotSettledAndADamagedOneIsWarnedOf() {
    for (DiskState bad : List.of(DiskState.SILENT, DiskState.FULL)) {
      assertThat(ClusterStatus.of(List.of(withDisk(bad)), List.of()).unsettled())
          .singleElement()
          .asString()
          .contains("the disk of h1");
    }
    ClusterStatus damaged = ClusterStatus.of(List.of(withDisk(DiskState.DAMAGED)), List.of());
    assertThat(damaged.isSettled()).isTrue();
    assertThat(damaged.warnings()).singleElement().asString().contains("disk of h1");
  }

  private static HostStatus withDisk(DiskState disk) {
    return with(disk, ScrubStatus.none());
  }

  private static HostStatus with(DiskState disk, ScrubStatus scrub) {
    HostStatus good = host(1, "01", GOOD);
    return new HostStatus(
        good.name(),
        good.uid(),
        good.ring(),
        good.service(),
        good.positions(),
        good.coordinator(),
        good.coordinatorId(),
        good.epoch(),
        good.role(),
        good.why(),
        good.objects(),
        disk,
        scrub,
        good.outsiders(),
        List.of());
  }

  @Test
  void whatIsLostOrNotReplacedIsNotSettled() {
    assertThat(ClusterStatus.of(List.of(with(DiskState.SOUND, scrub(3, 0, 0))), List.of()))
        .satisfies(
            status -> {
              assertThat(status.isSettled()).isTrue();
              assertThat(status.damagedCopies()).isEqualTo(3);
            });

    assertThat(
            ClusterStatus.of(List.of(with(DiskState.SOUND, scrub(3, 2, 1))), List.of()).unsettled())
        .satisfiesExactly(
            lost -> assertThat(lost).contains("1 objects are lost", "dftp fsck"),
            left -> assertThat(left).contains("1 damaged copies have not been replaced"));
  }

  @Test
  void aDiskThatIsNotVerifiedInTimeIsWarnedOf() {
    ScrubStatus slow = new ScrubStatus(10, 0, Duration.ZERO, Duration.ofHours(60), true, 0, 0, 0);

    ClusterStatus status = ClusterStatus.of(List.of(with(DiskState.SOUND, slow)), List.of());

    assertThat(status.isSettled()).isTrue();
    assertThat(status.warnings()).singleElement().asString().contains("disk of h1", "60 hours");
  }

  private static ScrubStatus scrub(long found, long waiting, long lost) {
    return new ScrubStatus(
        421, 2, Duration.ofSeconds(7), Duration.ofHours(9), false, found, waiting, lost);
  }

  @Test
  void aHostStatusSurvivesTheWire() throws Exception {
    HostStatus status = with(DiskState.FULL, scrub(5, 4, 3));
    WireWriter writer = new WireWriter(Transport.MAX_MESSAGE_BYTES);

    status.write(writer);

    assertThat(HostStatus.read(new WireReader(writer.toBuffer()))).isEqualTo(status);
  }

  private static HostStatus host(
      int id, String coordinator, HostStatus.ObjectCount objects, int... successors) {
    List<RingMember> next =
        java.util.Arrays.stream(successors).mapToObj(ClusterStatusTest::member).toList();
    return new HostStatus(
        "h" + id,
        "0" + id,
        address(id),
        "127.0.0.1:2121",
        List.of(new PositionStatus(member(id), true, List.of(), next)),
        coordinator,
        coordinator,
        1,
        "follower",
        "h" + id + " says so",
        objects,
        DiskState.SOUND,
        ScrubStatus.none(),
        List.of(),
        List.of());
  }

  private static RingMember member(int id) {
    return new RingMember(Identifier.of(id), 1, address(id));
  }

  private static NodeAddress address(int id) {
    return new NodeAddress("127.0.0.1", 4000 + id);
  }
}
