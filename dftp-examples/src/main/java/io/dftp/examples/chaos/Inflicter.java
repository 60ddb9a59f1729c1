// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Inflicts the faults of a round. Never more than two nodes are away at once, so that three are
 * there, on which each effect has to be. Thread-safe.
 */
final class Inflicter {

  private static final int MOST_AWAY = 2;
  private static final int MOST_FLIPPED = 3;
  private static final long AFTERMATH_MILLIS = 2_000;

  private final List<Node> nodes;
  private final Duration startsWithin;
  private final Consumer<String> log;
  private final Semaphore away = new Semaphore(MOST_AWAY, true);
  private final List<Semaphore> busy = new ArrayList<>();
  private final List<String> lost = new CopyOnWriteArrayList<>();
  private final List<String> inflicted = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  private volatile boolean over;

  // Guarded by itself.
  private final Map<Fault, Integer> active = new EnumMap<>(Fault.class);

  Inflicter(List<Node> nodes, Duration startsWithin, Consumer<String> log) {
    this.nodes = nodes;
    this.startsWithin = startsWithin;
    this.log = log;
    nodes.forEach(node -> busy.add(new Semaphore(1, true)));
  }

  /** Returns the faults that are on. */
  Set<Fault> active() {
    synchronized (active) {
      return active.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(active.keySet());
    }
  }

  /** Returns the names of hosts whose disks are gone, or may have another name since. */
  List<String> lost() {
    return List.copyOf(lost);
  }

  /** Returns what was done, in words. */
  List<String> inflicted() {
    return List.copyOf(inflicted);
  }

  /** Begins no more of them. */
  void giveUp() {
    over = true;
  }

  /** Inflicts all; returns when all nodes are back. */
  void run(List<Strike> strikes, long begunNanos, long spanNanos)
      throws InterruptedException, IOException {
    List<Thread> threads = new ArrayList<>();
    for (Strike strike : strikes) {
      long at = begunNanos + TimeUnit.MILLISECONDS.toNanos(strike.atMillis());
      long end = begunNanos + spanNanos;
      threads.add(new Thread(() -> inflictAt(strike, at, end), "strike"));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new IOException("a fault could not be inflicted", failures.get(0));
    }
  }

  /** Waits until its victims are free, and until not too many others are away. */
  private void inflictAt(Strike strike, long at, long end) {
    try {
      TimeUnit.NANOSECONDS.sleep(at - System.nanoTime());
      List<Integer> victims = strike.victims().stream().sorted().toList();
      for (int victim : victims) {
        busy.get(victim).acquire();
      }
      away.acquire(victims.size());
      if (System.nanoTime() - end < 0 && failures.isEmpty() && !over) {
        inflict(strike);
      }
      away.release(victims.size());
      victims.forEach(victim -> busy.get(victim).release());
    } catch (IOException | RuntimeException e) {
      // Who waits goes on, and finds that it was in vain.
      failures.add(e);
      away.release(MOST_AWAY);
      busy.forEach(Semaphore::release);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void inflict(Strike strike) throws IOException, InterruptedException {
    inflicted.add(strike.toString());
    log.accept(strike + " for " + strike.forMillis() + " ms");
    active(strike.fault(), 1);
    try {
      strike(strike);
    } finally {
      active(strike.fault(), -1);
    }
  }

  private void active(Fault fault, int more) {
    synchronized (active) {
      active.merge(fault, more, (a, b) -> a + b);
      active.values().removeIf(count -> count <= 0);
    }
  }

  private void strike(Strike strike) throws IOException, InterruptedException {
    List<Node> victims = strike.victims().stream().map(nodes::get).toList();
    Node first = victims.get(0);
    if (strike.fault() == Fault.PAUSE) {
      first.pause();
      TimeUnit.MILLISECONDS.sleep(strike.forMillis());
      first.resume();
      TimeUnit.MILLISECONDS.sleep(AFTERMATH_MILLIS);
      return;
    }
    for (Node victim : victims) {
      victim.kill();
    }
    switch (strike.fault()) {
      case FOLDER, FOLDERS -> {
        for (Node victim : victims) {
          lost.add(victim.loseDisk());
        }
      }
      case BITFLIP -> {
        log.accept("flipped in " + first + ": " + flip(first, strike.seed()));
        // Rows that cannot be read cost the disk its name.
        lost.add(first.name());
      }
      case ROLLBACK -> rollBack(first, strike.forMillis());
      default -> {}
    }
    TimeUnit.MILLISECONDS.sleep(strike.forMillis());
    for (Node victim : victims) {
      start(victim);
    }
    TimeUnit.MILLISECONDS.sleep(AFTERMATH_MILLIS);
  }

  private static List<String> flip(Node node, long seed) throws IOException {
    return Folders.flipBits(node.data(), MOST_FLIPPED, new Random(seed));
  }

  /** Lets the node go on for some time, and takes back all that its disk has got since. */
  private void rollBack(Node node, long forMillis) throws IOException, InterruptedException {
    Path copy = node.data().resolveSibling(node.label() + ".earlier");
    Folders.delete(copy);
    Folders.copy(node.data(), copy);
    start(node);
    TimeUnit.MILLISECONDS.sleep(forMillis);
    node.kill();
    Folders.delete(node.data());
    Files.move(copy, node.data());
  }

  /** Starts a node again; one that cannot read the list of its rows does so as OPERATIONS says. */
  private void start(Node node) throws IOException, InterruptedException {
    node.start();
    if (node.awaitReady(startsWithin)) {
      return;
    }
    if (node.exitCode() == 2 && Files.exists(node.data().resolve("rows"))) {
      log.accept(node + " does not start with its rows; they are moved away");
      Path broken = node.data().resolve("rows.broken");
      Folders.delete(broken);
      Files.move(node.data().resolve("rows"), broken);
      node.start();
      if (node.awaitReady(startsWithin)) {
        return;
      }
    }
    throw new IOException(
        node + " does not serve within " + startsWithin + "; exit code " + node.exitCode());
  }
}
