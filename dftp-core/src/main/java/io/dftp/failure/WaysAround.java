// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import io.dftp.failure.FailureMessage.Ping;
import io.dftp.failure.FailureMessage.Pong;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Metrics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the way through a third host to those that only this one does not reach, and goes back to
 * the straight way as soon as that is open again. Confined to the event loop.
 */
final class WaysAround {

  private static final Logger log = LoggerFactory.getLogger(WaysAround.class);

  private final RequestChannel channel;
  private final Duration timeout;
  private final Metrics metrics;
  private final Map<NodeAddress, CallContext> trials = new LinkedHashMap<>();

  /**
   * Creates it with no way around.
   *
   * @param timeout for an answer by the straight way
   */
  WaysAround(RequestChannel channel, Duration timeout, Metrics metrics) {
    this.channel = channel;
    this.timeout = timeout;
    this.metrics = metrics;
  }

  /** Says whether the peer is reached through another. */
  boolean isTo(NodeAddress peer) {
    return channel.detourTo(peer).isPresent();
  }

  /** Goes through the third host from now on. */
  void take(NodeAddress peer, NodeAddress through) {
    if (!isTo(peer)) {
      metrics.count("failure.detours");
      log.info("[{}] {} is reached through {}", channel.localAddress(), peer, through);
    }
    channel.detour(peer, through);
  }

  /** Tries whether the peer can be reached straight again. */
  void tryStraight(NodeAddress peer) {
    if (trials.containsKey(peer)) {
      return;
    }
    CallContext context = CallContext.withTimeout(channel.loop(), timeout);
    trials.put(peer, context);
    channel
        .requestStraight(peer, new Ping(), Pong.class, context)
        .whenComplete(
            (pong, failure) -> {
              trials.remove(peer, context);
              context.close();
              if (failure == null && isTo(peer)) {
                log.info("[{}] {} is reached straight again", channel.localAddress(), peer);
                channel.straighten(peer);
              }
            });
  }

  /** Forgets the way around, if there is one. */
  void forget(NodeAddress peer) {
    channel.straighten(peer);
    CallContext trial = trials.get(peer);
    if (trial != null) {
      trial.cancel();
    }
  }

  void close() {
    trials.values().stream().toList().forEach(CallContext::cancel);
  }
}
