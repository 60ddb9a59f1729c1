// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How often the objects of a disk are looked over. */
class AuditLoopTest {

  private final List<Duration> begun = new ArrayList<>();
  private Duration takes = Duration.ZERO;
  private boolean unsettled;
  private AuditLoop loop;
  private final StoreParts parts =
      new StoreParts(1, disk -> disk, (env, channel) -> loop = new AuditLoop(env, this::run));

  private CompletableFuture<Void> run(AuditLoop.Turn turn) {
    begun.add(parts.simulation().now());
    if (unsettled) {
      turn.tally().unsettled();
    }
    return parts.here().program().after(takes).thenRun(turn::publish);
  }

  @Test
  void whereThereIsLittleItIsLookedOverEachFewSeconds() {
    loop.start();
    parts.simulation().runFor(Duration.ofMinutes(1));

    assertThat(begun).hasSizeBetween(10, 16);
  }

  @Test
  void aLongLookIsRepeatedRarely() {
    takes = Duration.ofSeconds(3);
    loop.start();
    parts.simulation().runFor(Duration.ofHours(1));

    assertThat(begun).hasSizeBetween(20, 31);
  }

  @Test
  void whileThereIsMuchToDoItIsNotLookedOverAllTheTime() {
    takes = Duration.ofSeconds(3);
    unsettled = true;
    loop.start();
    parts.simulation().runFor(Duration.ofMinutes(10));

    assertThat(begun).hasSizeBetween(45, 52);
  }

  @Test
  void whoWaitsForALookHasItSoon() {
    takes = Duration.ofSeconds(3);
    loop.start();
    parts.simulation().runFor(Duration.ofSeconds(20));
    assertThat(begun).hasSize(1);

    loop.wantNext();
    parts.simulation().runFor(Duration.ofSeconds(1));
    assertThat(begun).hasSize(2);

    loop.wantNext();
    parts.simulation().runFor(Duration.ofSeconds(30));
    assertThat(begun).hasSize(3);
  }

  @Test
  void aChangeOfTheRingIsLookedAtAtOnce() {
    takes = Duration.ofSeconds(3);
    loop.start();
    parts.simulation().runFor(Duration.ofSeconds(20));

    loop.ringChanged();
    parts.simulation().runFor(Duration.ofSeconds(1));

    assertThat(begun).hasSize(2);
  }
}
