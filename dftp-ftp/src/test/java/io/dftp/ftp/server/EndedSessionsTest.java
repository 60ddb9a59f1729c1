// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sessions and transfers that have ended leave nothing in memory, however many they were. */
final class EndedSessionsTest {

  private static final int SESSIONS = 1500;

  /** A kilobyte for each; the least that a session and its connection take is several times it. */
  private static final long SLACK_BYTES = SESSIONS * 1024L;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

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
      assertHeapFallsBelow(before + SLACK_BYTES);
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
      assertHeapFallsBelow(before + SLACK_BYTES);
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

  /** The last connections are closed a moment after their clients know. */
  private static void assertHeapFallsBelow(long bytes) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long heap = heapBytes();
    while (heap >= bytes && System.nanoTime() - deadline < 0) {
      heap = heapBytes();
    }
    assertThat(heap).isLessThan(bytes);
  }

  private static long heapBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
