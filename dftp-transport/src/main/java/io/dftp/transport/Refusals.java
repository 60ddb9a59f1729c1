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
 * Tells the operator whom this host does not talk to and why: each peer and reason once, while a
 * bounded number of them is remembered; and of those who come by themselves and prove nothing, at
 * most one a minute. Safe for several threads.
 */
final class Refusals {

  private static final int REMEMBERED = 256;

  /** Longer than any host is silent that looks for a ring, or is in one. */
  private static final Duration RECENT = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private final String host;
  private final boolean aloud;
  private final LongSupplier nanoClock;

  /** The eldest first. Guarded by this. */
  private final Set<String> told = new LinkedHashSet<>();

  /** When a stranger was told of; null before. Guarded by this. */
  private @Nullable Long strangerNanos;

  /** How many strangers were not told of since. Guarded by this. */
  private long untold;

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

  /** Returns what somebody is called who has not introduced himself. */
  static String stranger(String address) {
    return "a host at " + address;
  }

  /** Tells of a peer that this host knows, or has looked for. */
  void tell(String peer, String reason) {
    String line = remembered(peer, reason);
    if (isNew(line)) {
      say(line, "");
    }
  }

  /** Tells of somebody who came by himself: anybody can do that, as often as he likes. */
  void tellOfStranger(String address, String reason) {
    String line = remembered(stranger(address), reason);
    String more = turn(line);
    if (more != null) {
      say(line, more);
    }
  }

  private String remembered(String peer, String reason) {
    String line = peer + " " + reason;
    last = line;
    if (SecretDispute.isReason(reason)) {
      dispute = new Dispute(line, nanoClock.getAsLong());
    }
    return line;
  }

  private void say(String line, String more) {
    log.atLevel(aloud ? Level.WARN : Level.DEBUG).log("[{}] {}{}", host, line, more);
  }

  /** Returns what to add to a line about a stranger; null when it is not its turn. */
  private synchronized @Nullable String turn(String line) {
    long now = nanoClock.getAsLong();
    if (strangerNanos != null && now - strangerNanos < RECENT.toNanos()) {
      untold++;
      return null;
    }
    if (!isNew(line)) {
      return null;
    }
    String more = untold == 0 ? "" : " (and " + untold + " more such since the last line)";
    strangerNanos = now;
    untold = 0;
    return more;
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
    if (!told.add(line)) {
      return false;
    }
    if (told.size() > REMEMBERED) {
      told.remove(told.iterator().next());
    }
    return true;
  }
}
