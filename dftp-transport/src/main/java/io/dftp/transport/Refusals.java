// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells the operator whom this host does not talk to and why: each peer and reason once, and no
 * more than a bounded number of them. Safe for several threads.
 */
final class Refusals {

  private static final int REMEMBERED = 256;
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private final String host;
  private final boolean aloud;

  /** Guarded by this. */
  private final Set<String> told = new LinkedHashSet<>();

  private volatile String last = "";

  /**
   * Creates it.
   *
   * @param host that writes the log, for people
   * @param aloud whether it is for an operator; else somebody asks for {@link #last}
   */
  Refusals(String host, boolean aloud) {
    this.host = host;
    this.aloud = aloud;
  }

  void tell(String peer, String reason) {
    String line = peer + " " + reason;
    last = line;
    if (isNew(line)) {
      log.atLevel(aloud ? Level.WARN : Level.DEBUG).log("[{}] {}", host, line);
    }
  }

  /** Returns the last one, also if it was told before; empty when there was none. */
  String last() {
    return last;
  }

  private synchronized boolean isNew(String line) {
    return told.size() < REMEMBERED && told.add(line);
  }
}
