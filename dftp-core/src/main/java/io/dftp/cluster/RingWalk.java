// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Finds the members of a ring by asking each that it comes to know for its neighbours. One question
 * a member, some of them at once. Who does not answer is among the members all the same. Confined
 * to the event loop.
 */
final class RingWalk {

  private static final int AT_ONCE = 16;
  private static final int MAX_HOSTS = 20_000;
  private static final Duration ANSWER_WITHIN = Duration.ofMillis(1500);

  private final RequestChannel channel;
  private final CallContext context;
  private final Set<NodeAddress> found = new LinkedHashSet<>();
  private final Deque<NodeAddress> waiting = new ArrayDeque<>();
  private final CompletableFuture<List<NodeAddress>> result = new CompletableFuture<>();
  private int open;

  private RingWalk(RequestChannel channel, CallContext context) {
    this.channel = channel;
    this.context = context;
  }

  /** Answers those who walk, from now on. */
  static void serve(RequestChannel channel, Supplier<List<RingView>> views) {
    channel.on(
        ClusterMessage.NeighboursRequest.class,
        (request, exchange) ->
            exchange.reply(new ClusterMessage.NeighboursReply(neighbours(views.get()))));
  }

  /**
   * Walks from this host on.
   *
   * @return all hosts that were found; fails when the context ends before
   */
  static CompletableFuture<List<NodeAddress>> from(
      RequestChannel channel, List<RingView> views, CallContext context) {
    RingWalk walk = new RingWalk(channel, context);
    walk.found.add(channel.localAddress());
    walk.add(neighbours(views));
    walk.goOn();
    return walk.result;
  }

  private static List<NodeAddress> neighbours(List<RingView> views) {
    Set<NodeAddress> hosts = new LinkedHashSet<>();
    for (RingView view : views) {
      view.predecessor().map(RingMember::address).ifPresent(hosts::add);
      view.successors().forEach(member -> hosts.add(member.address()));
    }
    return hosts.stream().limit(ClusterMessage.NeighboursReply.MAX_HOSTS).toList();
  }

  private void add(List<NodeAddress> hosts) {
    for (NodeAddress host : hosts) {
      if (found.size() < MAX_HOSTS && found.add(host)) {
        waiting.add(host);
      }
    }
  }

  private void goOn() {
    while (open < AT_ONCE && !waiting.isEmpty()) {
      ask(waiting.remove());
    }
    if (open == 0 && !result.isDone()) {
      if (context.isCancelled()) {
        result.completeExceptionally(
            new DftpException(Outcome.DID_NOT_HAPPEN, "the walk around the ring took too long"));
      } else {
        result.complete(List.copyOf(found));
      }
    }
  }

  private void ask(NodeAddress host) {
    open++;
    CallContext call = context.child(ANSWER_WITHIN);
    channel
        .request(
            host,
            new ClusterMessage.NeighboursRequest(),
            ClusterMessage.NeighboursReply.class,
            call)
        .whenComplete(
            (reply, failure) -> {
              call.close();
              open--;
              if (failure == null) {
                add(reply.hosts());
              }
              goOn();
            });
  }
}
