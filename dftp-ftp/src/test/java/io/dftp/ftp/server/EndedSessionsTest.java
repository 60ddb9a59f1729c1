// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Sessions and transfers that have ended leave nothing in memory, however many they were. */
final class EndedSessionsTest {

  private static final int SESSIONS = 1500;

  /** A kilobyte for each; the least that a session and its connection take is several times it. */
  private static final long SLACK_BYTES = SESSIONS * 1024L;

  @Test
  void endedSessionsLeaveNothingInMemory() throws Exception {
    try (TestServer server = new TestServer()) {
      for (int i = 0; i < SESSIONS / 4; i++) {
        visit(server);
      }
      long before = heapBytes();
      for (int i = 0; i < SESSIONS; i++) {
        visit(server);
      }
      assertThat(heapBytes() - before).isLessThan(SLACK_BYTES);
    }
  }

  @Test
  void endedTransfersLeaveNothingInMemory() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.loggedIn()) {
      for (int i = 0; i < SESSIONS / 4; i++) {
        transfer(client);
      }
      long before = heapBytes();
      for (int i = 0; i < SESSIONS; i++) {
        transfer(client);
      }
      assertThat(heapBytes() - before).isLessThan(SLACK_BYTES);
    }
  }

  private static void visit(TestServer server) throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("QUIT", 221);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  private static void transfer(RawClient client) throws Exception {
    client.store("STOR /file", "content");
    client.fetch("RETR /file");
  }

  private static long heapBytes() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      // The last connections are closed a moment after their clients know.
      Thread.sleep(300);
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
