// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.store.AuditMark;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Hears hosts before something is concluded from what is missing: after it, all that was on their
 * disks when it began is known to the owners of the maps. For that each of them has looked at all
 * its copies since, and found each as the owner has it. Confined to the event loop.
 */
public final class Hearing {

  private static final Duration ASKED_FOR = Duration.ofSeconds(5);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

  /** After so many questions what a host has not compared is taken for a reason to wait. */
  private static final int MOST_QUESTIONS = 60;

  private final ObjectStore.Hosts hosts;
  private final EventLoop loop;

  public Hearing(ObjectStore.Hosts hosts, EventLoop loop) {
    this.hosts = hosts;
    this.loop = loop;
  }

  /**
   * What the hosts have said.
   *
   * @param first how far each had compared its copies when the hearing began
   * @param last the same when it ended; those that did not answer are in neither or in one of them
   */
  public record Heard(Map<NodeAddress, AuditMark> first, Map<NodeAddress, AuditMark> last) {

    /** Returns what a host said that has answered to the end. */
    public Optional<AuditMark> of(NodeAddress host) {
      return Optional.ofNullable(last.get(host)).filter(mark -> first.containsKey(host));
    }

    /** Says whether the owners know all that was on the disk of that host. */
    public boolean hasCompared(NodeAddress host) {
      AuditMark before = first.get(host);
      AuditMark mark = last.get(host);
      return before != null && mark != null && mark.covers(before);
    }
  }

  /** Hears these hosts; ends early when one of them does not answer. */
  public CompletableFuture<Heard> hear(Collection<NodeAddress> asked, CallContext context) {
    return marks(asked, context)
        .thenCompose(first -> await(asked, new Heard(first, first), MOST_QUESTIONS, context));
  }

  /**
   * Hears all members of the ring.
   *
   * @return whether the owners know all that was on the disk of each; fails when it is not known
   *     who is a member
   */
  public CompletableFuture<Boolean> membersHaveCompared(CallContext context) {
    return hosts
        .members(context)
        .thenCompose(
            members ->
                hear(members, context)
                    .thenApply(heard -> members.stream().allMatch(heard::hasCompared)));
  }

  private CompletableFuture<Heard> await(
      Collection<NodeAddress> asked, Heard heard, int questions, CallContext context) {
    boolean isWorthWaiting =
        questions > 0
            && !context.isCancelled()
            && asked.stream().allMatch(host -> heard.of(host).isPresent())
            && !asked.stream().allMatch(heard::hasCompared);
    if (!isWorthWaiting) {
      return CompletableFuture.completedFuture(heard);
    }
    return pause()
        .thenCompose(passed -> marks(asked, context))
        .thenCompose(now -> await(asked, new Heard(heard.first(), now), questions - 1, context));
  }

  private CompletableFuture<Map<NodeAddress, AuditMark>> marks(
      Collection<NodeAddress> asked, CallContext context) {
    Map<NodeAddress, AuditMark> marks = new LinkedHashMap<>();
    CompletableFuture<?>[] answers =
        asked.stream()
            .map(
                host -> {
                  CallContext asking = context.child(ASKED_FOR);
                  return hosts
                      .audited(host, asking)
                      .handle(
                          (mark, failure) -> {
                            asking.close();
                            if (failure == null) {
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
