// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.ftp.node.DftpNode;
import io.dftp.ftp.node.NodeListener;
import java.io.PrintWriter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What a node tells scripts: one line an event on standard output.
 *
 * <p>A thread of its own writes the lines, because a reader that stops reading must not stop the
 * node. At most {@value #WAITING_LINES} lines wait; beyond that the oldest waiting one is dropped.
 */
final class EventLines implements NodeListener {

  private static final int WAITING_LINES = 1024;
  private static final long LAST_LINE_SECONDS = 2;

  private final PrintWriter out;
  private final ThreadPoolExecutor writer;
  private String lastCoordinator = "";

  EventLines(PrintWriter out) {
    this.out = out;
    writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_LINES),
            task -> {
              Thread thread = new Thread(task, "event-lines");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardOldestPolicy());
  }

  /** Tells that the node has joined and serves. */
  void ready(DftpNode node) {
    write(
        "READY name="
            + node.name()
            + " ftp="
            + node.ftpAddress()
            + " ring="
            + node.ringAddress()
            + " id="
            + node.idHex());
  }

  @Override
  public void coordinatorChanged(String coordinatorName, long epoch) {
    String line = "COORDINATOR name=" + coordinatorName + " epoch=" + epoch;
    // The same one may be followed again, as a member of the ring for instance.
    if (!line.equals(lastCoordinator)) {
      lastCoordinator = line;
      write(line);
    }
  }

  /** Tells that the node has left, and waits a bounded time until all lines are written. */
  void left() throws InterruptedException {
    write("LEFT");
    writer.shutdown();
    writer.awaitTermination(LAST_LINE_SECONDS, TimeUnit.SECONDS);
  }

  private void write(String line) {
    writer.execute(
        () -> {
          out.println(line);
          out.flush();
        });
  }
}
