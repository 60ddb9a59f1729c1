// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import io.dftp.ftp.content.ObjectStore;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.store.AuditMark;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Makes sure that nobody knows better: after it, everything that was on the disk of any enlisted
 * host when it began is known to the owners of the maps. For that each of them is there, and has
 * since looked at all its copies and found each as the owner has it. Confined to the event loop.
 */
final class Attendance {

  /** Why a host is missing that does not answer, or with another disk. */
  static final String AWAY = "is away";

  private static final Duration ASKED_FOR = Duration.ofSeconds(5);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

  /** After so many questions what a host has not compared is taken for a reason to wait. */
  private static final int MOST_QUESTIONS = 60;

  private final ObjectStore store;
  private final Roster roster;
  private final EventLoop loop;

  Attendance(ObjectStore store, Roster roster, EventLoop loop) {
    this.store = store;
    this.roster = roster;
    this.loop = loop;
  }

  /**
   * Who was there.
   *
   * @param hosts all who are enlisted
   * @param processes that run on them
   * @param missing those that are away or have not compared their copies, and why; empty if nobody
   *     knows better
   */
  record Taken(List<Enlisted> hosts, Set<Long> processes, Map<Enlisted, String> missing) {
    boolean isFull() {
      return missing.isEmpty();
    }
  }

  /** Fails when it is not known who is enlisted. */
  CompletableFuture<Taken> take(CallContext context) {
    return roster
        .read(context)
        .thenCompose(
            hosts ->
                marks(hosts, context)
                    .thenCompose(first -> await(hosts, first, MOST_QUESTIONS, context)));
  }

  private CompletableFuture<Taken> await(
      List<Enlisted> hosts, Map<Enlisted, AuditMark> first, int questions, CallContext context) {
    if (first.size() < hosts.size()) {
      return CompletableFuture.completedFuture(taken(hosts, first, first));
    }
    return pause()
        .thenCompose(passed -> marks(hosts, context))
        .thenCompose(
            now -> {
              Taken taken = taken(hosts, first, now);
              boolean isWorthWaiting = now.size() == hosts.size() && questions > 1;
              return taken.isFull() || !isWorthWaiting || context.isCancelled()
                  ? CompletableFuture.completedFuture(taken)
                  : await(hosts, first, questions - 1, context);
            });
  }

  private static Taken taken(
      List<Enlisted> hosts, Map<Enlisted, AuditMark> first, Map<Enlisted, AuditMark> now) {
    Map<Enlisted, String> away = new LinkedHashMap<>();
    Map<Enlisted, String> behind = new LinkedHashMap<>();
    Set<Long> processes = new LinkedHashSet<>();
    for (Enlisted host : hosts) {
      AuditMark before = first.get(host);
      AuditMark mark = now.get(host);
      if (before == null || mark == null) {
        away.put(host, AWAY);
      } else {
        processes.add(mark.process());
        if (!mark.covers(before)) {
          behind.put(host, "has not compared its copies");
        }
      }
    }
    return new Taken(hosts, processes, away.isEmpty() ? behind : away);
  }

  /** Returns the marks of those that are there with the disk they enlisted with. */
  private CompletableFuture<Map<Enlisted, AuditMark>> marks(
      List<Enlisted> hosts, CallContext context) {
    Map<Enlisted, AuditMark> marks = new LinkedHashMap<>();
    CompletableFuture<?>[] answers =
        hosts.stream()
            .map(
                host -> {
                  CallContext asking = context.child(ASKED_FOR);
                  return store
                      .hosts()
                      .audited(host.address(), asking)
                      .handle(
                          (mark, failure) -> {
                            asking.close();
                            if (failure == null && mark.disk() == host.disk()) {
                              marks.put(host, mark);
                            }
                            return null;
                          });
                })
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(answers).thenApply(all -> marks);
  }

  private CompletableFuture<Void> pause() {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    loop.schedule(ASK_AGAIN, () -> passed.complete(null));
    return passed;
  }
}
