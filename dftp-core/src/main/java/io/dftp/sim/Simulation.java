// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.hash.Hashing;
import io.dftp.runtime.Cancellable;
import io.dftp.sim.EventQueue.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A world of simulated processes: one thread, one queue of events ordered by virtual time, and one
 * seed from which all chance comes. The same seed and the same calls give the same run, in every
 * JVM.
 *
 * <p>Nothing happens but in {@link #step} and the methods that call it. Between two events the
 * caller may act for any process, as if it stood on its loop. After every event all {@linkplain
 * #addInvariant invariants} are checked; a violation, or a task that throws, ends the run with a
 * {@link SimulationFailure}.
 */
public final class Simulation {

  /** How many events may pass without progress of the time before the run counts as stuck. */
  private static final int MAX_EVENTS_IN_ONE_MOMENT = 1_000_000;

  private final long seed;
  private final EventQueue queue = new EventQueue();
  private final Trace trace;
  private final List<Invariant> invariants = new ArrayList<>();
  private final Map<String, Supplier<String>> descriptions = new LinkedHashMap<>();
  private long nowNanos;
  private long nextSequence;
  private long events;
  private int eventsInThisMoment;
  private @Nullable SimulatedEventLoop current;
  private @Nullable SimulatedEventLoop lastActor;
  private @Nullable Thread runner;

  /** Creates a world without processes at time zero. */
  public Simulation(long seed) {
    this(seed, new Trace());
  }

  private Simulation(long seed, Trace trace) {
    this.seed = seed;
    this.trace = trace;
  }

  /**
   * Creates a world that keeps no trace, for long measurements: it runs several times as fast, its
   * {@link #traceHash} is that of nothing, and messages need not be encoded. It is as deterministic
   * as any other.
   */
  public static Simulation untraced(long seed) {
    return new Simulation(seed, Trace.off());
  }

  /** Says whether the run is traced. */
  public boolean isTraced() {
    return trace.isOn();
  }

  /** Returns the seed of the run. */
  public long seed() {
    return seed;
  }

  /** Returns the virtual time since the beginning. */
  public Duration now() {
    return Duration.ofNanos(nowNanos);
  }

  /** Returns how many events have happened. */
  public long events() {
    return events;
  }

  /**
   * Returns a new source of chance that depends on the seed and the name alone, so that one
   * subsystem's draws do not change another's.
   */
  public RandomGenerator random(String name) {
    return new SplittableRandom(
        Hashing.sha256()
            .newHasher()
            .putLong(seed)
            .putString(name, StandardCharsets.UTF_8)
            .hash()
            .asLong());
  }

  /**
   * Creates the event loop of a process that starts now.
   *
   * @param name of the process in traces; one that starts again may take its name again, and draws
   *     other numbers
   */
  public SimulatedEventLoop newLoop(String name) {
    long number = nextSequence++;
    return new SimulatedEventLoop(this, name, random("loop " + name + " " + number));
  }

  /** Adds a rule that is checked after every event from now on. */
  public void addInvariant(Invariant invariant) {
    invariants.add(invariant);
  }

  /** Adds a line to the message of a failure, such as the faults in force. */
  public void describe(String what, Supplier<String> text) {
    descriptions.put(what, text);
  }

  /** Returns the SHA-256 over all events so far with their bytes, in hexadecimal digits. */
  public String traceHash() {
    return trace.hash();
  }

  /** Returns the last 50 events, the oldest first, for people to read. */
  public List<String> lastEvents() {
    return trace.lastEvents();
  }

  /** Runs the task at that distance from now; the world's own events, such as faults, do. */
  public Cancellable schedule(Duration delay, Runnable task) {
    return enqueue(delay.toNanos(), null, "script", task);
  }

  /** Runs the next event; returns false when there is none. */
  public boolean step() {
    Event event = queue.poll();
    if (event == null) {
      return false;
    }
    checkState(runner == null, "an event may not run the simulation");
    eventsInThisMoment = event.nanos == nowNanos ? eventsInThisMoment + 1 : 0;
    nowNanos = event.nanos;
    events++;
    if (eventsInThisMoment > MAX_EVENTS_IN_ONE_MOMENT) {
      throw failure("time stands still: " + MAX_EVENTS_IN_ONE_MOMENT + " events at one moment");
    }
    runner = Thread.currentThread();
    lastActor = null;
    try {
      if (event.loop == null) {
        event.task.run();
      } else {
        event.loop.run(event.kind, event.task);
      }
    } catch (SimulationFailure failure) {
      throw failure;
    } catch (RuntimeException | Error failure) {
      throw new SimulationFailure(report("an event threw " + failure), failure);
    } finally {
      runner = null;
    }
    checkInvariants();
    return true;
  }

  /** Runs all events of the given time. */
  public void runFor(Duration time) {
    long end = nowNanos + time.toNanos();
    while (nextNanos() <= end) {
      step();
    }
    nowNanos = Math.max(nowNanos, end);
  }

  /**
   * Runs until the condition holds, which is asked after every event.
   *
   * @return false when the time passed, or no event was left, and it did not hold
   */
  public boolean runUntil(BooleanSupplier condition, Duration bound) {
    long end = nowNanos + bound.toNanos();
    while (!condition.getAsBoolean()) {
      if (nextNanos() > end) {
        nowNanos = Math.max(nowNanos, end);
        return condition.getAsBoolean();
      }
      step();
    }
    return true;
  }

  /** Runs until the condition holds; fails the run when that takes longer than the bound. */
  public void expect(String what, BooleanSupplier condition, Duration bound) {
    if (!runUntil(condition, bound)) {
      throw failure("within " + bound + " it did not happen that " + what);
    }
  }

  /**
   * Runs until the result is there and returns it, or throws what failed it; fails the run when
   * that takes longer than the bound.
   */
  public <T> T await(CompletableFuture<T> result, Duration bound) {
    expect("a result was there", result::isDone, bound);
    try {
      return result.getNow(null);
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed;
    }
  }

  /** Returns the failure of this run with seed, faults and last events in its message. */
  public SimulationFailure failure(String what) {
    return new SimulationFailure(report(what));
  }

  long nowNanos() {
    return nowNanos;
  }

  @Nullable SimulatedEventLoop current() {
    return current;
  }

  /** Says whether that process acted in the latest event; only then its state may be another. */
  boolean actedLast(SimulatedEventLoop loop) {
    return lastActor == loop;
  }

  Cancellable enqueue(
      long delayNanos, @Nullable SimulatedEventLoop loop, String kind, Runnable task) {
    checkState(
        runner == null || runner == Thread.currentThread(),
        "a simulated process must not use threads");
    checkArgument(delayNanos >= 0, "delay must not be negative: %s", delayNanos);
    Event event = new Event(Math.addExact(nowNanos, delayNanos), nextSequence++, loop, kind, task);
    queue.add(event);
    return () -> queue.remove(event);
  }

  /** Runs the task as that process within the event that happens now. */
  void runAs(SimulatedEventLoop loop, Runnable task) {
    SimulatedEventLoop before = current;
    current = loop;
    lastActor = loop;
    try {
      task.run();
    } finally {
      current = before;
    }
  }

  void forget(SimulatedEventLoop loop) {
    queue.removeAllOf(loop);
  }

  Trace trace() {
    return trace;
  }

  /** Returns when the next event happens; the end of all time when there is none. */
  private long nextNanos() {
    Event next = queue.first();
    return next == null ? Long.MAX_VALUE : next.nanos;
  }

  private void checkInvariants() {
    for (int i = 0; i < invariants.size(); i++) {
      Invariant invariant = invariants.get(i);
      Optional<String> violation = invariant.check();
      if (violation.isPresent()) {
        throw failure("invariant '" + invariant.name() + "' is violated: " + violation.get());
      }
    }
  }

  private String report(String what) {
    StringBuilder text = new StringBuilder(what);
    text.append("\n  seed ").append(seed).append(", time ").append(now());
    text.append(", event ").append(events);
    text.append(", Java ").append(Runtime.version());
    descriptions.forEach(
        (name, value) -> text.append("\n  ").append(name).append(": ").append(value.get()));
    text.append("\n  the last events:");
    trace.lastEvents().forEach(event -> text.append("\n    ").append(event));
    return text.toString();
  }
}
