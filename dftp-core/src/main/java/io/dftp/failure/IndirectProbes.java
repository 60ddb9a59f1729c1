// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import io.dftp.failure.FailureMessage.Found;
import io.dftp.failure.FailureMessage.Look;
import io.dftp.failure.FailureMessage.Ping;
import io.dftp.failure.FailureMessage.Pong;
import io.dftp.net.Exchange;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks third hosts whether they reach a silent one, and answers such questions (SWIM, Das, Gupta,
 * Motivala 2002, section 3.1). Confined to the event loop.
 */
final class IndirectProbes {

  /** How many hosts are asked. */
  private static final int ASKED = 3;

  /** How many questions are answered at the same time; others are taken for lost. */
  private static final int MAX_LOOKS = 64;

  private final RequestChannel channel;
  private final EventLoop loop;
  private final Duration timeout;
  private int looking;

  IndirectProbes(RequestChannel channel, Duration timeout) {
    this.channel = channel;
    this.loop = channel.loop();
    this.timeout = timeout;
    channel.on(Look.class, this::look);
  }

  /**
   * Asks some of the others.
   *
   * @param found is told each that has reached the peer
   */
  void ask(NodeAddress peer, List<NodeAddress> others, Consumer<NodeAddress> found) {
    List<NodeAddress> left = new ArrayList<>(others);
    left.remove(peer);
    for (int i = 0; i < ASKED && !left.isEmpty(); i++) {
      NodeAddress other = left.remove(loop.random().nextInt(left.size()));
      CallContext context = CallContext.withTimeout(loop, timeout);
      channel
          .requestStraight(other, new Look(peer), Found.class, context)
          .whenComplete(
              (answer, failure) -> {
                context.close();
                if (failure == null && answer.reached()) {
                  found.accept(other);
                }
              });
    }
  }

  private void look(Look look, Exchange exchange) {
    if (looking >= MAX_LOOKS) {
      exchange.reply(new Found(false));
      return;
    }
    looking++;
    CallContext context = CallContext.withTimeout(loop, timeout.multipliedBy(3).dividedBy(4));
    channel
        .requestStraight(look.peer(), new Ping(), Pong.class, context)
        .whenComplete(
            (pong, failure) -> {
              looking--;
              context.close();
              exchange.reply(new Found(failure == null));
            });
  }
}
