// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Lists;
import io.dftp.ftp.content.Hearing;
import io.dftp.ftp.content.Link;
import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.reclaim.Attendance.Taken;
import io.dftp.ftp.reclaim.ContentUse.Verdict;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Condition;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends contents that nothing names any more, so that hosts remove their blobs.
 *
 * <p>A content is a candidate when a name of it was removed here, or when a walk over those that
 * this host is the first for finds it without a name. After a grace it is judged: if each place
 * that was to name it certainly does not, all enlisted hosts are heard ({@link Attendance}), and it
 * is judged once more. Only what both times nobody names ends, on condition that it has got no link
 * meanwhile; who wants to link it later is refused. While a host is away nothing ends. Confined to
 * the event loop.
 */
public final class Reclaimer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Reclaimer.class);

  private static final int MOST_CANDIDATES = 100_000;
  private static final int BATCH = 4096;
  private static final int MOST_TOLD = 512;
  private static final Duration ONE = Duration.ofSeconds(20);
  private static final Duration ROUND = Duration.ofMinutes(10);
  private static final Duration ENLIST_AGAIN = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final ObjectStore store;
  private final Roster roster;
  private final ContentJudge judge;
  private final Attendance attendance;
  private final ContentWalk walk;
  private final Tasks tasks;
  private final EventLoop loop;
  private final ReclaimConfig config;
  private final Map<ObjectId, Long> candidates = new LinkedHashMap<>();
  private final Set<ObjectId> untold = new LinkedHashSet<>();
  private Map<Enlisted, String> missing = Map.of();
  private Cancellable timer = () -> {};
  private boolean closed;

  /**
   * Creates it.
   *
   * @param names says whether a row of a directory names a content
   */
  public Reclaimer(
      ObjectStore store,
      Roster roster,
      BiPredicate<Row, ObjectId> names,
      EventLoop loop,
      ReclaimConfig config) {
    this.store = store;
    this.roster = roster;
    this.judge = new ContentJudge(store, names);
    this.attendance = new Attendance(new Hearing(store.hosts(), loop), roster);
    this.tasks = new Tasks(loop);
    this.walk = new ContentWalk(store, judge, loop, config, this::note);
    this.loop = loop;
    this.config = config;
  }

  /** Begins to look after contents. */
  public void start() {
    enlist();
    plan();
    walk.start();
  }

  /** Whatever is on its disk, this host is asked from now on; nothing is named before. */
  private void enlist() {
    tasks
        .within(ONE, roster::enlist)
        .whenComplete(
            (enlisted, failure) -> {
              if (failure != null && !closed) {
                loop.schedule(ENLIST_AGAIN, this::enlist);
              }
            });
  }

  @Override
  public void close() {
    closed = true;
    timer.cancel();
    walk.close();
  }

  /** Some name of these contents was removed or replaced. */
  public void released(Collection<ObjectId> contents) {
    contents.forEach(this::note);
  }

  /** Ends a content that this process has begun, and whose name it has told nobody. */
  public void discard(ObjectId content) {
    tasks
        .within(ONE, context -> end(content, context))
        .whenComplete(
            (ended, failure) -> {
              if (failure != null || !ended) {
                note(content);
              }
            });
  }

  /**
   * Hears all hosts, whether each copy of theirs is as the owner has it.
   *
   * @return those that are away or have found a difference, and why; fails when it is not known
   *     which hosts there are
   */
  public CompletableFuture<Map<Enlisted, String>> heardAll() {
    return tasks.within(ROUND, attendance::take).thenApply(Taken::missing);
  }

  /** Returns the hosts for which space waits that could be given back, and why. */
  public Map<Enlisted, String> missing() {
    return missing;
  }

  /** Returns what an operator should know, a sentence each. */
  public List<String> notes() {
    return missing.entrySet().stream()
        .map(
            entry ->
                "the space of "
                    + candidates.size()
                    + " removed or replaced files waits for "
                    + entry.getKey()
                    + ", which "
                    + entry.getValue()
                    + (entry.getValue().equals(Attendance.AWAY)
                        ? "; if it never returns: dftp forget"
                        : ""))
        .toList();
  }

  /** Returns how many contents wait to be judged. */
  public int waiting() {
    return candidates.size();
  }

  private void note(ObjectId content) {
    if (candidates.size() < MOST_CANDIDATES) {
      candidates.putIfAbsent(content, loop.nowNanos());
    }
  }

  private void plan() {
    if (!closed) {
      Duration half = config.grace().dividedBy(2);
      timer =
          loop.schedule(half.compareTo(LONGEST_PAUSE) < 0 ? half : LONGEST_PAUSE, this::lookAtDue);
    }
  }

  private void lookAtDue() {
    tasks
        .within(ROUND, context -> round(due(), context))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                log.debug("what nothing names could not be looked at: {}", failure.toString());
              }
              plan();
            });
  }

  /** Takes those out whose grace is over. */
  private List<ObjectId> due() {
    List<ObjectId> due = new ArrayList<>();
    long now = loop.nowNanos();
    Iterator<Map.Entry<ObjectId, Long>> eldest = candidates.entrySet().iterator();
    while (due.size() < BATCH && eldest.hasNext()) {
      Map.Entry<ObjectId, Long> next = eldest.next();
      if (now - next.getValue() >= config.grace().toNanos()) {
        due.add(next.getKey());
      }
    }
    due.forEach(candidates::remove);
    return due;
  }

  private CompletableFuture<Void> round(List<ObjectId> due, CallContext context) {
    return unnamed(due, Set.of())
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                missing = candidates.isEmpty() ? Map.of() : missing;
                return CompletableFuture.completedFuture(null);
              }
              return attendance
                  .take(context)
                  .whenComplete((taken, failure) -> noteUnless(taken, found.keySet()))
                  .thenCompose(
                      taken ->
                          taken.isFull()
                              ? act(found, taken.processes())
                              : CompletableFuture.completedFuture(null));
            })
        .thenCompose(done -> tell(context));
  }

  private void noteUnless(@Nullable Taken taken, Collection<ObjectId> found) {
    if (taken == null || !taken.isFull()) {
      found.forEach(this::note);
    }
    if (taken != null) {
      missing = taken.missing();
    }
  }

  /**
   * Returns those that may have to go, with what is known of them; others wait or are done with.
   */
  private CompletableFuture<Map<ObjectId, ContentUse>> unnamed(
      Collection<ObjectId> contents, Set<Long> processes) {
    Map<ObjectId, ContentUse> found = new LinkedHashMap<>();
    return tasks
        .each(
            contents,
            content ->
                orNoted(
                    content,
                    limit ->
                        judge
                            .use(content, limit)
                            .thenAccept(
                                use -> {
                                  Verdict verdict = use.verdict(processes);
                                  if (verdict == Verdict.WAIT) {
                                    note(content);
                                  } else if (verdict != Verdict.KEEP) {
                                    found.put(content, use);
                                  }
                                })))
        .thenApply(all -> found);
  }

  /**
   * Acts on what was so before all were heard, and still is.
   *
   * @param before how it was before
   */
  private CompletableFuture<Void> act(Map<ObjectId, ContentUse> before, Set<Long> processes) {
    return unnamed(before.keySet(), processes)
        .thenCompose(
            found ->
                tasks.each(
                    found.keySet(),
                    content -> {
                      ContentUse use =
                          requireNonNull(found.get(content))
                              .asKnownBy(requireNonNull(before.get(content)));
                      return orNoted(content, limit -> act(content, use, processes, limit));
                    }));
  }

  private CompletableFuture<Void> act(
      ObjectId content, ContentUse use, Set<Long> processes, CallContext context) {
    return prune(content, use.past(), context)
        .thenCompose(
            pruned ->
                use.verdict(processes) == Verdict.END
                    ? end(content, context)
                    : CompletableFuture.completedFuture(use.isNamed()))
        .thenAccept(
            done -> {
              if (!done) {
                note(content);
              }
            });
  }

  /** Does something with a content, which stays a candidate if it fails. */
  private CompletableFuture<Void> orNoted(
      ObjectId content, Function<CallContext, CompletableFuture<Void>> work) {
    return tasks
        .within(ONE, work)
        .handle(
            (done, failure) -> {
              if (failure != null) {
                note(content);
              }
              return null;
            });
  }

  private CompletableFuture<Void> prune(ObjectId content, List<Dot> past, CallContext context) {
    return past.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : store
            .mutate(content, new Mutation(List.of(), List.of(), past), context)
            .thenApply(done -> null);
  }

  private CompletableFuture<Boolean> end(ObjectId content, CallContext context) {
    return store
        .end(content, List.of(new Condition.NoneBeginning(Link.PREFIX)), context)
        .thenApply(
            result -> {
              boolean ended = result instanceof MutationResult.Applied;
              if (ended) {
                untold.add(content);
              }
              return ended;
            });
  }

  /** Tells all hosts what has ended; one that does not hear it finds out by itself, later. */
  private CompletableFuture<Void> tell(CallContext context) {
    List<ObjectId> news = List.copyOf(untold);
    return news.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : roster
            .read(context)
            .thenCompose(
                hosts -> {
                  news.forEach(untold::remove);
                  log.info(
                      "{} contents that nothing names any more give back their space", news.size());
                  return tasks.each(hosts, host -> tell(host, news));
                });
  }

  private CompletableFuture<Void> tell(Enlisted host, List<ObjectId> news) {
    CompletableFuture<Void> told = CompletableFuture.completedFuture(null);
    for (List<ObjectId> some : Lists.partition(news, MOST_TOLD)) {
      told =
          told.thenCompose(
              done ->
                  tasks
                      .within(ONE, limit -> store.hosts().tellEnded(host.address(), some, limit))
                      .handle((heard, failure) -> null));
    }
    return told;
  }
}
