// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One round: clients work while faults are inflicted, then all heals and everything is judged. */
final class Round {

  /** Faults that have not begun by then, on a machine that is too busy, are left out. */
  private static final int GIVES_UP_AFTER_SPANS = 4;

  private final Nodes nodes;
  private final Uploads uploads;
  private final List<Actor> actors;
  private final Inflicter inflicter;
  private final Duration bound;
  private final Consumer<String> log;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Round(
      Nodes nodes,
      Uploads uploads,
      List<Actor> actors,
      Inflicter inflicter,
      Duration bound,
      Consumer<String> log) {
    this.nodes = nodes;
    this.uploads = uploads;
    this.actors = actors;
    this.inflicter = inflicter;
    this.bound = bound;
    this.log = log;
  }

  /**
   * Runs it; throws {@link Wrong} for what must not be.
   *
   * @return what came of it after the faults, in words
   */
  String run(List<Strike> strikes, int seconds, long seed)
      throws IOException, InterruptedException {
    work(strikes, seconds);
    log.accept("faults have ended, waiting until settled");
    double settled = nodes.settle();
    for (String lost : inflicter.lost()) {
      nodes.forget(lost);
    }
    int checks = nodes.check();
    log.accept("checked, reading everything");
    judge(new Random(seed));
    String healed = String.format(Locale.ROOT, "settled in %.1f s; fsck: all is right", settled);
    return checks == 1 ? healed : healed + " (check " + checks + ")";
  }

  private void work(List<Strike> strikes, int seconds) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long span = TimeUnit.SECONDS.toNanos(seconds);
    AtomicBoolean healed = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (Actor actor : actors) {
      threads.add(
          new Thread(
              () -> act(actor, () -> !healed.get() || System.nanoTime() - begun < span), "client"));
    }
    threads.forEach(Thread::start);
    try {
      inflicter.run(strikes, begun, span * GIVES_UP_AFTER_SPANS);
      healed.set(true);
    } finally {
      if (!healed.get()) {
        failure.compareAndSet(null, new IOException("the round was given up"));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    Throwable thrown = failure.get();
    if (thrown instanceof Wrong wrong) {
      throw wrong;
    }
    if (thrown != null) {
      throw new IOException("a client failed", thrown);
    }
  }

  private void act(Actor actor, BooleanSupplier goesOn) {
    try {
      actor.work(() -> failure.get() == null && goesOn.getAsBoolean());
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      failure.compareAndSet(null, e);
      inflicter.giveUp();
    }
  }

  /** Reads all through one node, lists all through another, and judges each path. */
  private void judge(Random random) throws IOException, InterruptedException {
    List<Node> all = nodes.all();
    int first = random.nextInt(all.size());
    Walk walk = new Walk(uploads, bound);
    Tree tree = walk.read(all.get(first));
    Node second = all.get((first + 1 + random.nextInt(all.size() - 1)) % all.size());
    Map<String, Long> names = walk.list(second);
    Map<String, Long> read = new TreeMap<>();
    tree.nodes().forEach((path, version) -> read.put(path, version.length()));
    for (Actor actor : actors) {
      actor.expected().settle(tree);
    }
    Set<String> known = new TreeSet<>();
    actors.forEach(actor -> actor.expected().all().forEach(cell -> known.add(cell.path())));
    tree.judge(known);
    if (!names.equals(read)) {
      throw new Wrong(all.get(first) + " has " + read + "\n  but " + second + " lists " + names);
    }
    tidy(tree, second);
  }

  /** Conflict copies have been judged, and go. */
  private void tidy(Tree tree, Node node) throws IOException {
    try (FtpLink link = FtpLink.open(node, bound)) {
      for (String path : tree.conflicts().keySet()) {
        Answer answer = link.delete(path);
        if (!answer.isDone()) {
          throw new Wrong("settled, but DELE of " + path + ": " + answer);
        }
      }
    }
  }
}
