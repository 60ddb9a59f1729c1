// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is let in, and who has to go for it. */
final class AdmissionTest {
  private static final SessionLimits LIMITS =
      new SessionLimits(40, 30, 8192, 32, 1 << 20, 3, 30, 50);

  private final Admission admission = new Admission(LIMITS, Duration.ZERO);
  private final List<Admission.Guest> sentAway = new ArrayList<>();

  @Test
  void theStrangerThatWasIdleForLongestHasToGo() {
    List<Admission.Guest> guests = enter(LIMITS.maxStrangersPerAddress(), 1);
    admission.working(guests.get(0));
    admission.working(guests.get(1));
    admission.answered(guests.get(1), false);

    enter(1, 1);

    assertThat(sentAway).containsExactly(guests.get(2));
  }

  @Test
  void whoIsLoggedInDoesNotHaveToGo() {
    List<Admission.Guest> guests = new ArrayList<>();
    for (int i = 0; i < LIMITS.maxSessionsPerAddress(); i++) {
      guests.addAll(enter(1, 1));
      admission.answered(guests.get(i), true);
    }

    assertThat(admission.enter(address(1), 0)).isEmpty();
    assertThat(sentAway).isEmpty();

    admission.leave(guests.get(0));
    assertThat(enter(1, 1)).hasSize(1);
  }

  @Test
  void strangersOfManyAddressesAreBoundedTogether() {
    enter(LIMITS.maxStrangersPerAddress(), 1);
    enter(LIMITS.maxStrangersPerAddress(), 2);
    assertThat(sentAway).isEmpty();

    enter(1, 3);

    assertThat(sentAway).hasSize(1);
  }

  @Test
  void whoLogsOutIsAStrangerAgain() {
    Admission.Guest guest = enter(1, 1).get(0);
    admission.answered(guest, true);
    admission.answered(guest, false);

    enter(LIMITS.maxStrangersPerAddress(), 1);

    assertThat(sentAway).containsExactly(guest);
  }

  /** Each holds a file descriptor until it is closed. */
  @Test
  void thoseThatAreOnTheirWayOutAreBounded() {
    List<Admission.Guest> guests = enter(LIMITS.maxStrangersPerAddress(), 1);
    int more = 0;
    while (admission.enter(address(1), 0).isPresent()) {
      more++;
    }
    assertThat(more).isEqualTo(16);

    admission.leave(guests.get(0));

    assertThat(admission.enter(address(1), 0)).isPresent();
    assertThat(admission.enter(address(1), 0)).isEmpty();
  }

  private List<Admission.Guest> enter(int count, int host) {
    List<Admission.Guest> guests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<Admission.Guest> guest = admission.enter(address(host), 0);
      guest.ifPresent(
          entered -> {
            guests.add(entered);
            admission.onSentAway(entered, () -> sentAway.add(entered));
          });
    }
    assertThat(guests).hasSize(count);
    return guests;
  }

  private static InetAddress address(int host) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) host});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
