// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DoorsTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Doors<String> doors = new Doors<>(3, nanos::get);

  @Test
  void anAddressHasAFewPlacesUntilItsVisitorsHaveProvedThemselves() {
    fill("10.0.0.1", Doors.STRANGERS_OF_ADDRESS);

    assertThat(doors.enter("one more", address("10.0.0.1"))).isEqualTo("one more");
    assertThat(doors.enter("another address", address("10.0.0.2"))).isNull();
    assertThat(doors.prove("10.0.0.1 0")).isTrue();
    assertThat(doors.enter("one more", address("10.0.0.1"))).isNull();
  }

  @Test
  void whoHasProvedNothingForASecondGivesWayToTheNextOfHisAddress() {
    fill("10.0.0.1", Doors.STRANGERS_OF_ADDRESS);
    nanos.addAndGet(Doors.PATIENCE.toNanos());

    assertThat(doors.enter("one more", address("10.0.0.1"))).isEqualTo("10.0.0.1 0");
    assertThat(doors.prove("10.0.0.1 0")).as("who had to go").isFalse();
    assertThat(doors.prove("one more")).isTrue();
  }

  @Test
  void wherePlacesAreShortTheAddressWithMostOfThemGivesOne() {
    int addresses = Doors.STRANGERS / Doors.STRANGERS_OF_ADDRESS;
    for (int i = 1; i <= addresses; i++) {
      fill("10.0.0." + i, Doors.STRANGERS_OF_ADDRESS);
    }

    assertThat(doors.enter("honest", address("10.0.1.1"))).startsWith("10.0.0.").endsWith(" 0");
    assertThat(doors.prove("honest")).isTrue();
  }

  @Test
  void whereEachAddressHasOnePlaceTheLastOneToComeGoes() {
    for (int i = 0; i < Doors.STRANGERS; i++) {
      assertThat(doors.enter("each " + i, address("10.0.0." + i))).isNull();
    }

    assertThat(doors.enter("one more", address("10.0.1.1"))).isEqualTo("one more");
    nanos.addAndGet(Doors.PATIENCE.toNanos());
    assertThat(doors.enter("one more", address("10.0.1.1"))).isEqualTo("each 0");
  }

  @Test
  void whoHasAnAddressOfIpv6HasItsNetwork() {
    for (int i = 0; i < Doors.STRANGERS_OF_ADDRESS; i++) {
      assertThat(doors.enter("v6 " + i, address("2001:db8::" + i))).isNull();
    }

    assertThat(doors.enter("one more", address("2001:db8::ffff"))).isEqualTo("one more");
    assertThat(doors.enter("neighbour", address("2001:db8:0:1::1"))).isNull();
  }

  @Test
  void thoseWhoHaveProvedThemselvesAreBoundedApart() {
    fill("10.0.0.1", 4);
    for (int i = 0; i < 3; i++) {
      assertThat(doors.prove("10.0.0.1 " + i)).isTrue();
    }

    assertThat(doors.prove("10.0.0.1 3")).isFalse();
    doors.leave("10.0.0.1 1");
    assertThat(doors.prove("10.0.0.1 3")).isTrue();
  }

  private void fill(String address, int visitors) {
    for (int i = 0; i < visitors; i++) {
      assertThat(doors.enter(address + " " + i, address(address))).isNull();
    }
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
