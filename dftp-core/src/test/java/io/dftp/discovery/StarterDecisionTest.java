// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a starter decides, and what it remembers for that. */
class StarterDecisionTest {

  private static final NodeAddress SEED = address(99);

  @Test
  void aMemberIsJoinedWhateverElseIsThere() {
    StarterDecision decision =
        StarterDecision.decide(
            starter(5), List.of(member(1, 1, 1)), List.of(starter(9)), List.of(SEED));

    assertThat(decision).isEqualTo(new StarterDecision.Join(List.of(address(1))));
  }

  @Test
  void theLargerRingIsJoinedFirst() {
    StarterDecision decision =
        StarterDecision.decide(
            starter(5),
            List.of(member(9, 1, 2), member(1, 2, 7), member(2, 2, 7)),
            List.of(),
            List.of());

    assertThat(decision)
        .isEqualTo(new StarterDecision.Join(List.of(address(2), address(1), address(9))));
  }

  @Test
  void knownAddressesAreAskedBeforeAnythingIsCreated() {
    StarterDecision decision =
        StarterDecision.decide(
            starter(5), List.of(), List.of(starter(9)), List.of(SEED, address(5), SEED));

    assertThat(decision).isEqualTo(new StarterDecision.AskKnown(List.of(SEED)));
  }

  @Test
  void onlyTheHighestStarterCreates() {
    assertThat(
            StarterDecision.decide(
                starter(5), List.of(), List.of(starter(4), starter(1)), List.of()))
        .isEqualTo(new StarterDecision.Create());
    assertThat(
            StarterDecision.decide(
                starter(5), List.of(), List.of(starter(6), starter(8)), List.of()))
        .isEqualTo(new StarterDecision.KeepAsking(starter(8)));
  }

  @Test
  void theUidDecidesBetweenEqualPriorities() {
    Starter low = new Starter(new Uid(1, 0), 7, address(1), "low");
    Starter high = new Starter(new Uid(-1, 0), 7, address(2), "high");

    assertThat(StarterDecision.decide(high, List.of(), List.of(low), List.of()))
        .isEqualTo(new StarterDecision.Create());
    assertThat(StarterDecision.decide(low, List.of(), List.of(high), List.of()))
        .isEqualTo(new StarterDecision.KeepAsking(high));
  }

  @Test
  void sightingsAreBoundedInNumberAndInTime() {
    Sightings<String> sightings = new Sightings<>(2, Duration.ofNanos(10));
    sightings.saw(new Uid(0, 1), "a", 0);
    sightings.saw(new Uid(0, 2), "b", 1);
    sightings.saw(new Uid(0, 1), "a2", 2);
    sightings.saw(new Uid(0, 3), "c", 3);

    assertThat(sightings.lately(11)).containsExactly("a2", "c");
    assertThat(sightings.lately(12)).containsExactly("c");
    assertThat(sightings.lately(13)).isEmpty();
  }

  private static Starter starter(int index) {
    return new Starter(new Uid(0, index), index, address(index), "n" + index);
  }

  private static HostInfo member(int index, long ring, int hosts) {
    return new HostInfo(
        new Uid(0, index), 1, index, address(index), new Uid(0, ring), hosts, "n" + index);
  }

  private static NodeAddress address(int index) {
    return new NodeAddress("10.0.0." + index, 7000);
  }
}
