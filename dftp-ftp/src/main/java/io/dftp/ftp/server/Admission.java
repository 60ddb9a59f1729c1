// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides which connections are let in, which of those without a log-in have to go for them, and
 * how slowly a failed log-in is answered: sessions of different event loops meet here. Guarded by
 * its own lock, which nothing holds for long.
 */
final class Admission {
  private static final long WINDOW_NANOS = Duration.ofMinutes(10).toNanos();
  private static final int MAX_ADDRESSES = 10_000;
  private static final int MAX_DELAYS = 5;

  /** Those that have to go hold a file descriptor until they are gone. */
  private static final int MOST_LEAVING = 16;

  private final SessionLimits limits;
  private final Duration loginDelay;
  private final Map<InetAddress, Count> counts = new HashMap<>();
  private final Set<Guest> idleStrangers = new LinkedHashSet<>();
  private final Map<InetAddress, Failures> failures = new LinkedHashMap<>();
  private int total;
  private int strangers;
  private int leaving;

  /** Failed log-ins of an address since a time. */
  private record Failures(int count, long sinceNanos) {}

  /** The connections of an address, and those of them without a log-in. */
  private static final class Count {
    int sessions;
    int strangers;
  }

  /** A connection that was let in. Guarded by the lock of the admission. */
  static final class Guest {
    private final InetAddress address;
    private volatile boolean loggedIn;
    private boolean leaving;
    private Runnable whenSentAway = () -> {};

    private Guest(InetAddress address) {
      this.address = address;
    }
  }

  Admission(SessionLimits limits, Duration loginDelay) {
    this.limits = limits;
    this.loginDelay = loginDelay;
  }

  /**
   * Lets a connection in, which must {@link #leave} again, or not. In its place the one without a
   * log-in may have to go that has been idle for longest.
   */
  synchronized Optional<Guest> enter(InetAddress address, long nowNanos) {
    if (leaving >= MOST_LEAVING
        || recentFailures(address, nowNanos) >= limits.maxLoginFailuresPerAddress()) {
      return Optional.empty();
    }
    Count here = counts.getOrDefault(address, new Count());
    boolean crowdedHere =
        here.sessions >= limits.maxSessionsPerAddress()
            || here.strangers >= limits.maxStrangersPerAddress();
    if (crowdedHere && !sendAway(guest -> guest.address.equals(address))) {
      return Optional.empty();
    }
    boolean crowded = total >= limits.maxSessions() || strangers >= limits.maxStrangers();
    if (crowded && !sendAway(guest -> true)) {
      return Optional.empty();
    }
    Guest guest = new Guest(address);
    count(guest, 1, 1);
    idleStrangers.add(guest);
    return Optional.of(guest);
  }

  /** Runs the task, which must not wait, when the guest has to go; at most once. */
  synchronized void onSentAway(Guest guest, Runnable task) {
    guest.whenSentAway = task;
    if (guest.leaving) {
      task.run();
    }
  }

  /** Takes note that a guest is being answered: as long as that lasts it stays. */
  void working(Guest guest) {
    if (!guest.loggedIn) {
      synchronized (this) {
        idleStrangers.remove(guest);
      }
    }
  }

  /** Takes note that a guest was answered, and whether somebody is logged in there. */
  void answered(Guest guest, boolean loggedIn) {
    if (guest.loggedIn && loggedIn) {
      return;
    }
    synchronized (this) {
      if (guest.leaving) {
        return;
      }
      if (guest.loggedIn != loggedIn) {
        guest.loggedIn = loggedIn;
        count(guest, 0, loggedIn ? -1 : 1);
      }
      idleStrangers.remove(guest);
      if (!loggedIn) {
        idleStrangers.add(guest);
      }
    }
  }

  /** Takes note that the connection is closed. */
  synchronized void leave(Guest guest) {
    idleStrangers.remove(guest);
    if (guest.leaving) {
      leaving--;
    } else {
      count(guest, -1, guest.loggedIn ? 0 : -1);
    }
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

  /** Sends away the one of these that has been idle for longest; says whether there was one. */
  private boolean sendAway(Predicate<Guest> from) {
    Optional<Guest> oldest = idleStrangers.stream().filter(from).findFirst();
    oldest.ifPresent(
        guest -> {
          idleStrangers.remove(guest);
          count(guest, -1, -1);
          guest.leaving = true;
          leaving++;
          guest.whenSentAway.run();
        });
    return oldest.isPresent();
  }

  private void count(Guest guest, int sessions, int newStrangers) {
    Count here = counts.computeIfAbsent(guest.address, address -> new Count());
    here.sessions += sessions;
    here.strangers += newStrangers;
    total += sessions;
    strangers += newStrangers;
    if (here.sessions == 0) {
      counts.remove(guest.address);
    }
  }

  private int recentFailures(InetAddress address, long nowNanos) {
    Failures known = failures.get(address);
    return known == null || nowNanos - known.sinceNanos() > WINDOW_NANOS ? 0 : known.count();
  }
}
