// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client that misbehaves gets, and that the others do not notice. */
final class LimitsTest {

  @Test
  void sessionsAreBoundedAndComeFreeAgain() throws Exception {
    SessionLimits two = limits(2, 2, 3, 100, 50);
    try (TestServer server = server(two);
        RawClient first = server.loggedIn();
        RawClient second = server.loggedIn()) {
      try (RawClient third = new RawClient(server.address())) {
        assertThat(third.reply()).startsWith("421 ");
        assertThat(third.isClosedByServer()).isTrue();
      }
      first.expect("QUIT", 221);
      first.hangUp();
      second.expect("NOOP", 200);
      awaitRoom(server);
    }
  }

  @Test
  void sessionsOfOneAddressAreBounded() throws Exception {
    try (TestServer server = server(limits(10, 1, 3, 100, 50));
        RawClient first = server.loggedIn();
        RawClient second = new RawClient(server.address())) {
      assertThat(second.reply()).startsWith("421 ");
      first.expect("NOOP", 200);
    }
  }

  /** As when somebody opens connections in a flood and never logs in. */
  @Test
  @Timeout(60)
  void connectionsWithoutALogInKeepNobodyOut() throws Exception {
    SessionLimits limits = limits(30, 30, 3, 100, 50);
    List<RawClient> silent = new ArrayList<>();
    try (TestServer server = server(limits);
        RawClient first = server.loggedIn()) {
      for (int i = 0; i < 100; i++) {
        silent.add(new RawClient(server.address()));
      }
      logInBesideThem(server);
      first.expect("NOOP", 200);

      int greeted = 0;
      for (RawClient each : silent) {
        String reply = each.reply();
        assertThat(reply).matches("(220|421) .*");
        greeted += reply.startsWith("220 ") ? 1 : 0;
      }
      assertThat(greeted).isLessThan(100);
      assertThat(silent.get(0).reply()).startsWith("421 ");
      assertThat(silent.get(0).isClosedByServer()).isTrue();
    } finally {
      for (RawClient each : silent) {
        each.close();
      }
    }
  }

  /** One who comes while those that were sent away still close is told to try again. */
  private static void logInBesideThem(TestServer server) throws Exception {
    String banner;
    do {
      try (RawClient later = new RawClient(server.address())) {
        banner = later.reply();
        if (banner.startsWith("220 ")) {
          later.expect("USER u", 331);
          later.expect("PASS p", 230);
        } else {
          assertThat(banner).startsWith("421 ");
        }
      }
    } while (!banner.startsWith("220 "));
  }

  @Test
  void failedLoginsEndTheConnectionAndThenTheAddress() throws Exception {
    try (TestServer server = server(limits(10, 10, 3, 5, 50));
        RawClient good = server.loggedIn()) {
      for (int connection = 0; connection < 2; connection++) {
        try (RawClient guesser = server.greeted()) {
          int tries = connection == 0 ? 3 : 2;
          for (int i = 1; i <= tries; i++) {
            guesser.expect("USER u", 331);
            guesser.expect("PASS guess" + i, i < tries ? 530 : 421);
          }
          assertThat(guesser.isClosedByServer()).isTrue();
        }
      }
      try (RawClient guesser = new RawClient(server.address())) {
        assertThat(guesser.reply()).startsWith("421 ");
      }
      good.expect("NOOP", 200);
    }
  }

  @Test
  void aFailedLoginIsAnsweredLate() throws Exception {
    TimeLimits d = TimeLimits.defaults();
    Duration delay = Duration.ofMillis(400);
    TimeLimits slow =
        new TimeLimits(d.idle(), d.login(), d.dataConnect(), d.stall(), delay, d.closing());
    try (TestServer server =
            new TestServer(TestServer.inMemory(), TestServer.config().withTimes(slow));
        RawClient client = server.greeted();
        RawClient other = server.greeted()) {
      client.expect("USER u", 331);
      long begun = System.nanoTime();
      client.send("PASS x\r\n");
      other.expect("NOOP", 200);
      client.expectReply(530);
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(delay.toNanos());
      client.expect("USER u", 331);
      client.expect("PASS p", 230);
    }
  }

  @Test
  void anIdleSessionAndOneWithoutLoginAreClosed() throws Exception {
    Duration soon = Duration.ofMillis(300);
    Duration minute = Duration.ofMinutes(1);
    TimeLimits idle = new TimeLimits(soon, minute, minute, minute, Duration.ZERO, minute);
    TimeLimits login = new TimeLimits(minute, soon, minute, minute, Duration.ZERO, minute);
    for (TimeLimits times : List.of(idle, login)) {
      try (TestServer server =
              new TestServer(TestServer.inMemory(), TestServer.config().withTimes(times));
          RawClient client = server.greeted()) {
        assertThat(client.reply()).startsWith("421 ");
        assertThat(client.isClosedByServer()).isTrue();
      }
    }
  }

  @Test
  void aSessionInATransferIsNotIdle() throws Exception {
    Duration soon = Duration.ofMillis(300);
    Duration minute = Duration.ofMinutes(1);
    TimeLimits idle = new TimeLimits(soon, minute, minute, minute, Duration.ZERO, minute);
    try (TestServer server =
            new TestServer(TestServer.inMemory(), TestServer.config().withTimes(idle));
        RawClient client = server.loggedIn()) {
      try (java.net.Socket data = client.passive()) {
        client.expect("STOR /f", 150);
        long until = System.nanoTime() + 3 * soon.toNanos();
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
        data.getOutputStream().write(1);
      }
      client.expectReply(226);
    }
  }

  @Test
  void tooManyUnknownCommandsEndTheSession() throws Exception {
    try (TestServer server = server(limits(10, 10, 3, 100, 5));
        RawClient client = server.greeted()) {
      for (int i = 0; i < 5; i++) {
        client.expect("XYZZY", 500);
      }
      client.expectReply(421);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aGoodCommandForgivesTheUnknownOnesBeforeIt() throws Exception {
    try (TestServer server = server(limits(10, 10, 3, 100, 5));
        RawClient client = server.greeted()) {
      for (int i = 0; i < 60; i++) {
        client.expect("XYZZY", 500);
        if (i % 4 == 3) {
          client.expect("NOOP", 200);
        }
      }
    }
  }

  @Test
  void garbageGetsRepliesAndTheServerLives() throws Exception {
    long seed = 20261123;
    Random random = new Random(seed);
    try (TestServer server = new TestServer()) {
      for (int round = 0; round < 50; round++) {
        try (RawClient client = server.greeted()) {
          byte[] garbage = new byte[random.nextInt(20_000)];
          random.nextBytes(garbage);
          client.sendBytes(garbage);
          client.send("\r\nQUIT\r\n");
          // Every reply is well formed, and the last one says goodbye one way or the other.
          String reply;
          do {
            reply = client.reply();
            assertThat(reply).as("round " + round).matches("(?s)[1-5][0-9]{2}[ -].*");
          } while (!reply.startsWith("221") && !reply.startsWith("421"));
        }
      }
      try (RawClient client = server.loggedIn()) {
        client.store("STOR /f", "x");
      }
    }
  }

  @Test
  void anEndlessLineTakesNoMemory() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.loggedIn()) {
      byte[] part = "A".repeat(1_000_000).getBytes(ISO_8859_1);
      List<Long> sent = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        client.sendBytes(part);
        sent.add((long) part.length);
      }
      client.send("\r\n");
      client.expectReply(500);
      client.expect("NOOP", 200);
      assertThat(sent).hasSize(50);
    }
  }

  private static void awaitRoom(TestServer server) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (true) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      try (RawClient client = new RawClient(server.address())) {
        if (client.reply().startsWith("220 ")) {
          return;
        }
      }
    }
  }

  private static TestServer server(SessionLimits limits) throws Exception {
    return new TestServer(TestServer.inMemory(), TestServer.config().withLimits(limits));
  }

  private static SessionLimits limits(
      int sessions, int perAddress, int failures, int failuresPerAddress, int unknown) {
    return new SessionLimits(
        sessions, perAddress, 8192, 32, 1024 * 1024, failures, failuresPerAddress, unknown);
  }
}
