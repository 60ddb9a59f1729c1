// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

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
  void ofStrangersOneLineAMinuteIsWritten() {
    Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      for (int i = 0; i < 300; i++) {
        refusals.tellOfStranger("10.9.0." + i % 200, "shouts " + i);
      }
      assertThat(about(log, "shouts")).hasSize(1);
      refusals.tell("10.9.0.9:7", "shouts, and was dialled");
      assertThat(about(log, "shouts")).hasSize(2);

      nanos.addAndGet(Duration.ofMinutes(1).toNanos());
      refusals.tellOfStranger("10.9.0.1", "shouts again");
      refusals.tellOfStranger("10.9.0.2", "shouts again");
      assertThat(about(log, "shouts")).hasSize(3);
      assertThat(about(log, "shouts").get(2)).contains("10.9.0.1").contains("299 more");
    } finally {
      logger.detachAppender(log);
    }
  }

  private static List<String> about(ListAppender<ILoggingEvent> log, String words) {
    return log.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(words))
        .toList();
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
