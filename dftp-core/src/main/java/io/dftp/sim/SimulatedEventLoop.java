// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The event loop of one simulated process, from its start to its crash. Stricter than the real one:
 * a task that throws ends the simulation.
 */
public final class SimulatedEventLoop implements EventLoop {

  private final Simulation simulation;
  private final String name;
  private final RandomGenerator random;
  private final List<Runnable> held = new ArrayList<>();
  private final List<Runnable> crashListeners = new ArrayList<>();
  private final List<Runnable> pauseListeners = new ArrayList<>();
  private boolean crashed;
  private boolean paused;

  SimulatedEventLoop(Simulation simulation, String name, RandomGenerator random) {
    this.simulation = simulation;
    this.name = name;
    this.random = random;
  }

  /** Returns the name of the process. */
  public String name() {
    return name;
  }

  @Override
  public long nowNanos() {
    return simulation.nowNanos();
  }

  @Override
  public void execute(Runnable task) {
    enqueue(0, "task", task);
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    return enqueue(Math.max(0, delay.toNanos()), "timer", task);
  }

  /** Says whether this process acts now; between two events the caller acts for any of them. */
  @Override
  public boolean inEventLoop() {
    SimulatedEventLoop acting = simulation.current();
    return acting == this || acting == null;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  /** Ends the process at once: its tasks and timers never run. */
  public void crash() {
    if (!crashed) {
      crashed = true;
      held.clear();
      simulation.forget(this);
      simulation.trace().add(simulation.nowNanos(), "crash", name);
      crashListeners.forEach(Runnable::run);
    }
  }

  /** Says whether the process has ended. */
  public boolean isCrashed() {
    return crashed;
  }

  /** Holds the process up, as a stopped or swapping process is: what is due waits. */
  public void pause() {
    if (!paused) {
      paused = true;
      List.copyOf(pauseListeners).forEach(Runnable::run);
      simulation.trace().add(simulation.nowNanos(), "pause", name);
    }
  }

  /** Lets the process go on; what was due meanwhile happens now, in its order. */
  public void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    simulation.trace().add(simulation.nowNanos(), "resume", name);
    List<Runnable> due = List.copyOf(held);
    held.clear();
    due.forEach(task -> enqueue(0, "late", task));
  }

  /** Says whether the process is held up. */
  public boolean isPaused() {
    return paused;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Runs the task whenever the process is held up. */
  void onPause(Runnable task) {
    pauseListeners.add(task);
  }

  Simulation simulation() {
    return simulation;
  }

  public void onCrash(Runnable listener) {
    crashListeners.add(listener);
  }

  /** Runs what is due, unless the process is held up or has ended. */
  void run(String kind, Runnable task) {
    if (crashed) {
      return;
    }
    if (paused) {
      held.add(task);
      return;
    }
    simulation.trace().add(simulation.nowNanos(), kind, name);
    simulation.runAs(this, task);
  }

  private Cancellable enqueue(long delayNanos, String kind, Runnable task) {
    if (crashed) {
      return () -> {};
    }
    return simulation.enqueue(delayNanos, this, kind, task);
  }
}
