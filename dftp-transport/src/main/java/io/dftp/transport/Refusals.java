// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells the operator whom this host does not talk to and why: each peer and reason once, and no
 * more than a bounded number of them. Safe for several threads.
 */
final class Refusals {

  private static final int REMEMBERED = 256;

  /** Longer than any host is silent that looks for a ring, or is in one. */
  private static final Duration RECENT = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private final String host;
  private final boolean aloud;
  private final LongSupplier nanoClock;

  /** Guarded by this. */
  private final Set<String> told = new LinkedHashSet<>();

  private volatile String last = "";
  private volatile @Nullable Dispute dispute;

  /** That the secret of a peer is not that of this host. */
  private record Dispute(String line, long nanos) {}

  /**
   * Creates it.
   *
   * @param host that writes the log, for people
   * @param aloud whether it is for an operator; else somebody asks for {@link #last}
   * @param nanoClock time that never jumps
   */
  Refusals(String host, boolean aloud, LongSupplier nanoClock) {
    this.host = host;
    this.aloud = aloud;
    this.nanoClock = nanoClock;
  }

  void tell(String peer, String reason) {
    String line = peer + " " + reason;
    last = line;
    if (SecretDispute.isReason(reason)) {
      dispute = new Dispute(line, nanoClock.getAsLong());
    }
    if (isNew(line)) {
      log.atLevel(aloud ? Level.WARN : Level.DEBUG).log("[{}] {}", host, line);
    }
  }

  /** Returns the last one, also if it was told before; empty when there was none. */
  String last() {
    return last;
  }

  /** Returns the last one of the past minute that was about secrets; empty when there was none. */
  String recentDispute() {
    Dispute known = dispute;
    return known == null || nanoClock.getAsLong() - known.nanos > RECENT.toNanos()
        ? ""
        : known.line;
  }

  private synchronized boolean isNew(String line) {
    return told.size() < REMEMBERED && told.add(line);
  }
}
