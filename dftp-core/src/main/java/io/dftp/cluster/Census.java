// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.chord.RingMember;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Asks every host of a cluster how it is: begins with one and goes on to all that are named in the
 * answers. Any process may take a census, a member or not. Confined to the event loop.
 */
public final class Census {

  /** The most hosts that are asked. */
  static final int MAX_HOSTS = 4096;

  /** The least that a host has to answer in, of the time that is left. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  private final RequestChannel channel;
  private final CallContext context;
  private final Set<NodeAddress> asked = new LinkedHashSet<>();
  private final Map<NodeAddress, HostStatus> answers = new LinkedHashMap<>();
  private final List<NodeAddress> silent = new ArrayList<>();
  private final CompletableFuture<ClusterStatus> result = new CompletableFuture<>();
  private int open;

  private Census(RequestChannel channel, CallContext context) {
    this.channel = channel;
    this.context = context;
  }

  /**
   * Takes a census.
   *
   * @return what the hosts say; fails if the first one does not answer
   */
  public static CompletableFuture<ClusterStatus> take(
      RequestChannel channel, NodeAddress first, CallContext context) {
    Census census = new Census(channel, context);
    census.ask(first, true);
    return census.result;
  }

  /**
   * Asks one host alone.
   *
   * @return what it says of itself; fails if it does not answer before the context ends
   */
  public static CompletableFuture<HostStatus> ask(
      RequestChannel channel, NodeAddress host, CallContext context) {
    return channel
        .request(
            host, new ClusterMessage.StatusRequest(), ClusterMessage.StatusReply.class, context)
        .thenApply(ClusterMessage.StatusReply::status);
  }

  /**
   * Asks the application of one host something, in its own words.
   *
   * @return its answer; fails if it does not answer before the context ends
   */
  public static CompletableFuture<Reply> question(
      RequestChannel channel, NodeAddress host, String text, CallContext context) {
    return channel
        .request(host, new ClusterMessage.Question(text), ClusterMessage.Answered.class, context)
        .thenApply(answer -> new Reply(answer.done(), answer.text()));
  }

  private void ask(NodeAddress host, boolean mustAnswer) {
    if (asked.size() >= MAX_HOSTS || !asked.add(host)) {
      return;
    }
    open++;
    CallContext call = context.child(mustAnswer ? context.remaining() : patience());
    ask(channel, host, call)
        .whenComplete(
            (status, failure) -> {
              call.close();
              open--;
              if (failure == null) {
                answered(host, status);
              } else if (mustAnswer) {
                result.completeExceptionally(failure);
              } else {
                silent.add(host);
              }
              if (open == 0) {
                finish();
              }
            });
  }

  /** A host that others name may be dead, and must not use up the time for the whole answer. */
  private Duration patience() {
    Duration half = context.remaining().dividedBy(2);
    return half.compareTo(ANSWER_WITHIN) > 0 ? half : ANSWER_WITHIN;
  }

  private void answered(NodeAddress host, HostStatus status) {
    answers.put(host, status);
    for (PositionStatus position : status.positions()) {
      position.predecessor().forEach(member -> ask(member.address(), false));
      position.successors().forEach(member -> ask(member.address(), false));
    }
    status.outsiders().forEach(outsider -> ask(outsider, false));
  }

  private void finish() {
    List<HostStatus> hosts = new ArrayList<>(answers.values());
    hosts.sort((one, other) -> firstPosition(one).id().compareTo(firstPosition(other).id()));
    result.complete(ClusterStatus.of(hosts, silent));
  }

  private static RingMember firstPosition(HostStatus host) {
    return host.positions().get(0).self();
  }
}
