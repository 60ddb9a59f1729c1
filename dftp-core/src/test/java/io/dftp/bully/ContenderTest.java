// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import org.junit.jupiter.api.Test;

/** Rank and the order of epochs. */
class ContenderTest {

  @Test
  void addressesAreComparedAsNumbers() {
    assertThat(Contender.priorityOf("192.168.0.10"))
        .isGreaterThan(Contender.priorityOf("192.168.0.9"));
    assertThat(Contender.priorityOf("128.0.0.0")).isEqualTo(0x8000_0000L);
    assertThat(Contender.priorityOf("255.255.255.255")).isEqualTo(0xffff_ffffL);
  }

  @Test
  void whatIsNoIpv4AddressHasPriorityZero() {
    for (String text :
        new String[] {"", "host", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", "::1", "1.2.3.-4"}) {
      assertThat(Contender.priorityOf(text)).as(text).isZero();
    }
  }

  @Test
  void theUidDecidesBetweenEqualPriorities() {
    Contender low = contender(7, new Uid(1, -1));
    Contender high = contender(7, new Uid(-1, 0));

    assertThat(high.outranks(low)).isTrue();
    assertThat(low.outranks(high)).isFalse();
    assertThat(low.outranks(low)).isFalse();
    assertThat(contender(8, new Uid(0, 0)).outranks(high)).isTrue();
  }

  @Test
  void epochsAreOrderedByCountThenUidThenIncarnation() {
    Epoch epoch = new Epoch(3, new Uid(0, 5), 2);

    assertThat(new Epoch(4, Uid.NONE, 0).isAfter(epoch)).isTrue();
    assertThat(new Epoch(3, new Uid(-1, 0), 0).isAfter(epoch)).isTrue();
    assertThat(new Epoch(3, new Uid(0, 5), 3).isAfter(epoch)).isTrue();
    assertThat(epoch.isAfter(epoch)).isFalse();
  }

  private static Contender contender(long priority, Uid uid) {
    return new Contender(uid, priority, 1, new NodeAddress("10.0.0.1", 1), "n");
  }
}
