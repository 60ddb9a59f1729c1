// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.RingMember;
import io.dftp.cluster.HostStatus;
import io.dftp.cluster.PositionStatus;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.store.DiskState;
import io.dftp.store.ScrubStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The line of {@code dftp watch}: of what all say together, and only when it changed. */
class WatchedHostsTest {

  private static final RingMember ONE = member(1, 7);
  private static final RingMember TWO = member(2, 7);

  private final WatchedHosts watched = new WatchedHosts(List.of(ONE.address(), TWO.address()));

  @Test
  void sumsUpARingOfTwoThatFollowOneCoordinator() {
    hears(host(ONE, TWO, "two", 4));

    assertThat(watched.heard(TWO.address(), Optional.of(host(TWO, ONE, "two", 4))))
        .contains(
            "hosts=2 silent=0 rings=1 right=yes coordinator=two epoch=4 settled=yes"
                + " views=one:two/4,two:two/4");
  }

  @Test
  void saysNothingWhenTheSumStaysTheSame() {
    hears(host(ONE, TWO, "two", 4));
    hears(host(TWO, ONE, "two", 4));

    assertThat(watched.heard(TWO.address(), Optional.of(host(TWO, ONE, "two", 4)))).isEmpty();
  }

  @Test
  void twoAloneAreTwoRingsWithoutACoordinatorInCommon() {
    hears(host(ONE, ONE, "one", 5));

    assertThat(watched.heard(TWO.address(), Optional.of(host(TWO, TWO, "two", 4))))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith(
                        "hosts=2 silent=0 rings=2 right=no coordinator=- epoch=0 settled=no"));
  }

  @Test
  void oneNameInTwoEpochsIsNoAgreement() {
    hears(host(ONE, TWO, "two", 4));

    assertThat(watched.heard(TWO.address(), Optional.of(host(TWO, ONE, "two", 5))))
        .hasValueSatisfying(line -> assertThat(line).contains(" coordinator=- epoch=0 "));
  }

  @Test
  void aRingThatNamesASilentHostIsNotRightAndNotSettled() {
    hears(host(ONE, TWO, "two", 4));
    hears(host(TWO, ONE, "two", 4));

    assertThat(watched.heard(TWO.address(), Optional.empty()))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith("hosts=1 silent=1 ")
                    .contains(" right=no ", "settled=no"));
  }

  private void hears(HostStatus host) {
    watched.heard(host.ring(), Optional.of(host));
  }

  private static RingMember member(int number, long incarnation) {
    return new RingMember(
        Identifier.ofHex("0" + number + "ab".repeat(19)),
        incarnation,
        new NodeAddress("127.0.0.1", 5000 + number));
  }

  private static HostStatus host(RingMember self, RingMember next, String coordinator, long epoch) {
    List<RingMember> others = next.equals(self) ? List.of() : List.of(next);
    return new HostStatus(
        self.equals(ONE) ? "one" : "two",
        "",
        self.address(),
        "",
        List.of(new PositionStatus(self, true, others, others)),
        coordinator,
        coordinator,
        epoch,
        "",
        "",
        new HostStatus.ObjectCount(10, 0, true),
        DiskState.SOUND,
        ScrubStatus.none(),
        List.of(),
        List.of());
  }
}
