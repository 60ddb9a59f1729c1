// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalsTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Refusals refusals = new Refusals("test", true, nanos::get);

  @Test
  void aDisputeAboutSecretsIsTalkedOfForAMinuteAfterItWasLastSeen() {
    refusals.tell("a host at 10.0.0.1", "is not heard: " + SecretDispute.OTHER.reason());
    nanos.addAndGet(Duration.ofSeconds(40).toNanos());
    refusals.tell("a host at 10.0.0.1", "is not heard: " + SecretDispute.OTHER.reason());
    nanos.addAndGet(Duration.ofSeconds(40).toNanos());

    assertThat(refusals.recentDispute()).contains("10.0.0.1").contains("--secret-file");

    nanos.addAndGet(Duration.ofSeconds(40).toNanos());
    assertThat(refusals.recentDispute()).isEmpty();
  }

  @Test
  void whatTheOtherSideSaysIsADisputeToo() {
    refusals.tell("10.0.0.1:4", "refused: " + SecretDispute.explained("another secret"));

    assertThat(refusals.recentDispute()).contains("10.0.0.1:4");
  }

  @Test
  void otherRefusalsAreNone() {
    refusals.tell("a host at 10.0.0.1", "was refused: it belongs to another cluster");

    assertThat(refusals.last()).isNotEmpty();
    assertThat(refusals.recentDispute()).isEmpty();
  }
}
