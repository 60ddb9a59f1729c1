// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The session of one client, on another node every now and then. Used by one thread. */
final class Links implements AutoCloseable {

  private static final int STAYS_FOR = 12;
  private static final long PAUSE_MILLIS = 100;

  private final List<Node> nodes;
  private final Duration patience;
  private final RandomGenerator random;
  private @Nullable FtpLink link;

  Links(List<Node> nodes, Duration patience, RandomGenerator random) {
    this.nodes = nodes;
    this.patience = patience;
    this.random = random;
  }

  /** Returns a session that works as far as anybody knows; none if the node is not there. */
  Optional<FtpLink> get() throws InterruptedException {
    FtpLink current = link;
    if (current != null && (current.isBroken() || random.nextInt(STAYS_FOR) == 0)) {
      current.close();
      current = null;
    }
    if (current == null) {
      try {
        current = FtpLink.open(nodes.get(random.nextInt(nodes.size())), patience);
      } catch (IOException notThere) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
    link = current;
    return Optional.ofNullable(current);
  }

  @Override
  public void close() {
    FtpLink current = link;
    if (current != null) {
      current.close();
    }
  }
}
