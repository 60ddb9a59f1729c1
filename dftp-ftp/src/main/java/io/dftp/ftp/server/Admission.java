// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides which connections are let in, and how slowly a failed log-in is answered: sessions of
 * different event loops meet here. Guarded by its own lock, which nothing holds for long.
 */
final class Admission {
  private static final long WINDOW_NANOS = Duration.ofMinutes(10).toNanos();
  private static final int MAX_ADDRESSES = 10_000;
  private static final int MAX_DELAYS = 5;

  private final SessionLimits limits;
  private final Duration loginDelay;
  private final Map<InetAddress, Integer> sessions = new HashMap<>();
  private final Map<InetAddress, Failures> failures = new LinkedHashMap<>();
  private int total;

  /** Failed log-ins of an address since a time. */
  private record Failures(int count, long sinceNanos) {}

  Admission(SessionLimits limits, Duration loginDelay) {
    this.limits = limits;
    this.loginDelay = loginDelay;
  }

  /** Lets a connection in, which must leave again, or not. */
  synchronized boolean enter(InetAddress address, long nowNanos) {
    int here = sessions.getOrDefault(address, 0);
    if (total >= limits.maxSessions()
        || here >= limits.maxSessionsPerAddress()
        || recentFailures(address, nowNanos) >= limits.maxLoginFailuresPerAddress()) {
      return false;
    }
    total++;
    sessions.put(address, here + 1);
    return true;
  }

  synchronized void leave(InetAddress address) {
    total--;
    sessions.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Tells whether an address has failed too often to try again now. */
  synchronized boolean isBlocked(InetAddress address, long nowNanos) {
    return recentFailures(address, nowNanos) >= limits.maxLoginFailuresPerAddress();
  }

  /** Counts a failed log-in and returns how long to wait before it is answered. */
  synchronized Duration loginFailed(InetAddress address, long nowNanos) {
    int count = recentFailures(address, nowNanos) + 1;
    Failures old = failures.remove(address);
    long since = old == null || count == 1 ? nowNanos : old.sinceNanos();
    if (failures.size() >= MAX_ADDRESSES) {
      failures.remove(failures.keySet().iterator().next());
    }
    failures.put(address, new Failures(count, since));
    return loginDelay.multipliedBy(Math.min(count, MAX_DELAYS));
  }

  private int recentFailures(InetAddress address, long nowNanos) {
    Failures known = failures.get(address);
    return known == null || nowNanos - known.sinceNanos() > WINDOW_NANOS ? 0 : known.count();
  }
}
