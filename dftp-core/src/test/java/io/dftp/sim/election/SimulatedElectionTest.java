// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.bully.BullyConfig;
import io.dftp.bully.Preemption;
import io.dftp.sim.NetworkFaults;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SimulatedElectionTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void sixteenHostsThatStartAtOnceFollowTheHighestWithinThreeSeconds() {
    SimulatedElection group = group(16, BullyConfig.lan(), NetworkFaults.lossy());

    assertThat(group.runUntil(() -> agreeOn(group, 15), Duration.ofSeconds(3))).isTrue();
    assertThat(group.leads()).isEqualTo(1);
  }

  @Test
  void aCrashCostsAtMostThreeMessagesAHost() {
    SimulatedElection group = group(16, BullyConfig.lan(), NetworkFaults.none());
    assertThat(group.runUntil(() -> agreeOn(group, 15), SOON)).isTrue();
    group.runFor(SOON);
    long before = electionMessages(group);

    group.crash(15, false);
    assertThat(group.runUntil(() -> agreeOn(group, 14), SOON)).isTrue();
    group.runFor(SOON);

    assertThat(electionMessages(group) - before).isBetween(40L, 48L);
  }

  @Test
  void aHighestHostThatRestartsAgainAndAgainChangesTheLeaderOnce() {
    SimulatedElection group = group(4, BullyConfig.lan(), NetworkFaults.none());
    assertThat(group.runUntil(() -> agreeOn(group, 3), SOON)).isTrue();

    for (int i = 0; i < 12; i++) {
      group.crash(3, true);
      group.runFor(Duration.ofSeconds(1));
      group.start(3);
      group.runFor(Duration.ofSeconds(4));
    }

    assertThat(group.leads()).isEqualTo(2);
    assertThat(group.agreed()).isEqualTo(OptionalInt.of(2));
  }

  @Test
  void underTenPercentLossTwoHundredElectionsAgreeWithinTwoSecondsOfTheFirstCandidacy() {
    NetworkFaults loss = NetworkFaults.none().withLossRate(0.1);
    for (int seed = 0; seed < 10; seed++) {
      SimulatedElection group =
          new SimulatedElection(seed, 10, BullyConfig.lan().with(Preemption.never()), loss);
      group.startAll();
      for (int i = 0; i < 20; i++) {
        assertThat(group.runUntil(() -> group.agreed().isPresent(), SOON)).isTrue();
        int leader = group.agreed().getAsInt();
        group.crash(leader, false);
        group.runUntil(group::anybodyStands, SOON);
        assertThat(group.runUntil(() -> group.agreed().isPresent(), Duration.ofSeconds(2)))
            .as("seed %s, election %s", seed, i)
            .isTrue();
        group.start(leader);
        group.runFor(SOON);
      }
    }
  }

  private static SimulatedElection group(int size, BullyConfig config, NetworkFaults faults) {
    SimulatedElection group = new SimulatedElection(11, size, config, faults);
    group.startAll();
    return group;
  }

  private static boolean agreeOn(SimulatedElection group, int leader) {
    return group.agreed().equals(OptionalInt.of(leader));
  }

  private static long electionMessages(SimulatedElection group) {
    return group.sent().entrySet().stream()
        .filter(
            entry ->
                !entry.getKey().equals("Heartbeat")
                    && !entry.getKey().equals("WhoIs")
                    && !entry.getKey().startsWith("Probe"))
        .mapToLong(entry -> entry.getValue())
        .sum();
  }
}
