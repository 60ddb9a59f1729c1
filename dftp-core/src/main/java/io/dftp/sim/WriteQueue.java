// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.runtime.OverloadedException;
import io.dftp.store.DiskFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The writes of one process that a disk has taken but not made durable yet. */
final class WriteQueue {

  /** How many writes may wait; one more is refused. */
  static final int MAX_WAITING = 1024;

  /** How long after its word a lying disk keeps it. */
  private static final long LIE_NANOS = 1_000_000_000;

  private final SimulatedDisk disk;
  private final SimulatedEventLoop loop;
  private final Set<Write> waiting = new LinkedHashSet<>();
  private @Nullable DiskFailedException failure;
  private long lastDueNanos;
  private boolean ended;

  WriteQueue(SimulatedDisk disk, SimulatedEventLoop loop) {
    this.disk = disk;
    this.loop = loop;
    loop.onCrash(this::crash);
  }

  /**
   * Takes a write that follows those before it.
   *
   * @param ordered whether it survives a crash only if the ordered writes before it do
   * @param apply changes what is durable
   * @return completes on the loop when it is durable
   */
  CompletableFuture<Void> add(boolean ordered, Runnable apply) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    if (!takesMore()) {
      RuntimeException refusal =
          failure != null
              ? failure
              : new OverloadedException(MAX_WAITING + " writes wait for the disk already");
      loop.execute(() -> result.completeExceptionally(refusal));
      return result;
    }
    Write write = new Write(ordered, apply, result);
    waiting.add(write);
    long now = loop.nowNanos();
    lastDueNanos = Math.max(lastDueNanos, now + disk.drawLatencyNanos());
    simulation()
        .enqueue(lastDueNanos - now, null, "disk", () -> disk.reached(() -> reached(write)));
    return result;
  }

  /** Says whether a write would be taken now; one that is refused leaves no trace. */
  boolean takesMore() {
    return failure == null && waiting.size() < MAX_WAITING;
  }

  /** Returns why the disk is out of service, if it is. */
  @Nullable DiskFailedException failure() {
    return failure;
  }

  private void reached(Write write) {
    if (ended) {
      return;
    }
    if (failure == null && disk.nextWriteFails()) {
      failure =
          new DiskFailedException(
              "the simulated disk failed", new IOException("simulated fsync failure"));
    }
    DiskFailedException failed = failure;
    if (failed != null) {
      waiting.remove(write);
      if (disk.random().nextBoolean()) {
        applyNow(write);
      }
      loop.run("write failed", () -> write.result.completeExceptionally(failed));
    } else if (disk.faults().liesAboutFsync()) {
      loop.run("written, it says", () -> write.result.complete(null));
      simulation().enqueue(LIE_NANOS, null, "disk", () -> apply(write));
    } else {
      apply(write);
      loop.run("written", () -> write.result.complete(null));
    }
  }

  private void apply(Write write) {
    if (!ended && waiting.remove(write)) {
      applyNow(write);
    }
  }

  private void applyNow(Write write) {
    disk.countDurableChange();
    write.apply.run();
  }

  /** Power goes: of what was not durable some survives, ordered writes as a prefix. */
  private void crash() {
    boolean prefix = true;
    List<Write> torn = new ArrayList<>(waiting);
    waiting.clear();
    ended = true;
    for (Write write : torn) {
      boolean survives = !disk.faults().liesAboutFsync() && disk.random().nextBoolean();
      if (write.ordered) {
        prefix &= survives;
        survives = prefix;
      }
      if (survives) {
        applyNow(write);
      }
    }
  }

  private Simulation simulation() {
    return loop.simulation();
  }

  /** One write on its way; compared by identity. */
  private static final class Write {
    final boolean ordered;
    final Runnable apply;
    final CompletableFuture<Void> result;

    Write(boolean ordered, Runnable apply, CompletableFuture<Void> result) {
      this.ordered = ordered;
      this.apply = apply;
      this.result = result;
    }
  }
}
