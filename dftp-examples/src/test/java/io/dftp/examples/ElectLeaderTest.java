// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.bully.Contender;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ElectLeaderTest {

  private static final Duration SOON = Duration.ofSeconds(15);

  @Test
  void theHighestLeadsAndWhenItIsGoneTheNext() throws IOException {
    int port = FreePorts.next();
    try (ElectLeader low = new ElectLeader("low", port, 1);
        ElectLeader middle = new ElectLeader("middle", port, 2)) {
      try (ElectLeader high = new ElectLeader("high", port, 3)) {
        awaitLeader("high", low, middle, high);
        assertThat(high.view().isLeader()).isTrue();
        assertThat(low.view().epoch()).isEqualTo(high.view().epoch());
      }

      awaitLeader("middle", low, middle);
      assertThat(middle.view().isLeader()).isTrue();
    }
  }

  private static void awaitLeader(String name, ElectLeader... all) {
    Await.passes(
        name + " leads everywhere",
        SOON,
        () ->
            assertThat(all)
                .allSatisfy(
                    one ->
                        assertThat(one.view().coordinator()).map(Contender::name).hasValue(name)));
  }
}
