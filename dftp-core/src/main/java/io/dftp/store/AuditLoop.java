// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again over the objects of one kind, soon after each change of the ring; one pass
 * at a time. Where nothing changes it looks the more rarely the longer a pass takes, so that a disk
 * with many objects costs no more than one with few; who waits for a pass has it sooner. Confined
 * to the event loop.
 */
final class AuditLoop {

  private static final Duration AFTER_CHANGE = Duration.ofMillis(300);
  private static final Duration WHILE_UNSETTLED = Duration.ofSeconds(1);

  /** Of the time between two passes, the part that they take at most while nobody waits. */
  private static final int IDLE_SHARE = 50;

  /** The same while somebody does, or there is something to do. */
  private static final int BUSY_SHARE = 4;

  private static final Duration LONGEST_IDLE = Duration.ofHours(1);

  /** A look that took long because a disk was slow must not put off the next one for long. */
  private static final Duration LONGEST_BUSY = Duration.ofMinutes(1);

  private static final Duration PASS_LIMIT = Duration.ofMinutes(10);
  private static final Logger log = LoggerFactory.getLogger(AuditLoop.class);

  private final StoreEnvironment env;
  private final Pass pass;
  private Cancellable timer = () -> {};
  private AuditTally published = new AuditTally();
  private long passes;
  private long clean;
  private long ringChanges;
  private long auditedChange = -1;
  private boolean started;
  private boolean closed;
  private boolean running;
  private boolean wanted;
  private long endedNanos;
  private long tookNanos;
  private long dueNanos;

  AuditLoop(StoreEnvironment env, Pass pass) {
    this.env = env;
    this.pass = pass;
  }

  /** One look over all objects, and the repair of what was found. */
  interface Pass {
    /**
     * Runs it.
     *
     * @param turn counts into a tally, publishes it, and says whether the ring has changed since
     */
    CompletableFuture<Void> run(Turn turn);
  }

  /** One pass that is under way. */
  final class Turn {
    private final AuditTally tally = new AuditTally();
    private final long change = ringChanges;
    private final long number = ++passes;
    private final CallContext context;

    private Turn(CallContext context) {
      this.context = context;
    }

    AuditTally tally() {
      return tally;
    }

    CallContext context() {
      return context;
    }

    /** Shows what was counted; before anything is repaired, so that no loss goes unseen. */
    void publish() {
      published = tally;
      if (tally.isComplete()) {
        auditedChange = change;
        if (tally.unsettledCopies() == 0 && isStill()) {
          clean = number;
        }
      }
      env.metrics().count("store.audits");
    }

    /** Says whether the ring is as it was, and the only one, so that copies may be dropped. */
    boolean isStill() {
      return change == ringChanges && env.placement().isOneRing();
    }
  }

  void start() {
    started = true;
    again(AFTER_CHANGE);
  }

  void close() {
    closed = true;
    timer.cancel();
  }

  void ringChanged() {
    ringChanges++;
    if (started && !running) {
      again(AFTER_CHANGE);
    }
  }

  /** Somebody waits for a pass that has not begun yet. */
  void wantNext() {
    wanted = true;
    if (started && !running) {
      long now = env.loop().nowNanos();
      long due = endedNanos + pauseNanos(WHILE_UNSETTLED, BUSY_SHARE, LONGEST_BUSY);
      if (due < dueNanos) {
        again(Duration.ofNanos(Math.max(0, due - now)));
      }
    }
  }

  /** Returns what the latest pass has counted. */
  AuditTally published() {
    return published;
  }

  /** Says whether a whole pass has ended since the ring last changed. */
  boolean isUpToDate() {
    return auditedChange == ringChanges;
  }

  /** Returns how many passes have begun; they are numbered from 1. */
  long passes() {
    return passes;
  }

  /**
   * Returns the number of the latest pass that looked at every copy and found each as the others
   * have it, while the ring stayed as it was; 0 if there was none.
   */
  long clean() {
    return clean;
  }

  private void again(Duration delay) {
    timer.cancel();
    dueNanos = env.loop().nowNanos() + delay.toNanos();
    if (!closed) {
      timer = env.loop().schedule(delay, this::pass);
    }
  }

  private void pass() {
    if (running || closed) {
      return;
    }
    running = true;
    wanted = false;
    long began = env.loop().nowNanos();
    CallContext context = CallContext.withTimeout(env.loop(), PASS_LIMIT);
    Turn turn = new Turn(context);
    Futures.start(() -> pass.run(turn))
        .whenComplete(
            (done, failure) -> {
              context.close();
              running = false;
              endedNanos = env.loop().nowNanos();
              tookNanos = endedNanos - began;
              if (failure != null) {
                log.debug(
                    "[{}] an audit failed: {}",
                    env.placement().self(),
                    Futures.cause(failure).toString());
              }
              again(delay(failure != null || isUnsettled(turn.tally), turn.change));
            });
  }

  private static boolean isUnsettled(AuditTally tally) {
    return tally.unsettledCopies() > 0 || !tally.isComplete();
  }

  private Duration delay(boolean unsettled, long change) {
    if (change != ringChanges) {
      return AFTER_CHANGE;
    }
    Duration period = env.config().auditEvery();
    if ((unsettled || wanted) && period.compareTo(WHILE_UNSETTLED) > 0) {
      return Duration.ofNanos(pauseNanos(WHILE_UNSETTLED, BUSY_SHARE, LONGEST_BUSY));
    }
    long nanos = pauseNanos(period, IDLE_SHARE, LONGEST_IDLE);
    return Duration.ofNanos(nanos - nanos / 5 + env.loop().random().nextLong(2 * nanos / 5));
  }

  /** Returns a pause of which the latest pass would have been that part, or longer. */
  private long pauseNanos(Duration least, int share, Duration most) {
    return Math.max(least.toNanos(), Math.min(most.toNanos(), tookNanos * (share - 1)));
  }
}
