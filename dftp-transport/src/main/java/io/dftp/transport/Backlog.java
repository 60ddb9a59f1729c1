// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.runtime.EventLoop;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a connection has handed to the event loop and the loop has not taken yet. While too much
 * waits there, the connection is not read.
 */
final class Backlog {

  /** What a task in the loop's queue costs beside its payload, roughly. */
  private static final int ENTRY_BYTES = 128;

  private final Channel channel;
  private final EventLoop loop;
  private final int limitBytes;
  private final AtomicInteger waitingBytes = new AtomicInteger();

  Backlog(Channel channel, EventLoop loop, int limitBytes) {
    this.channel = channel;
    this.loop = loop;
    this.limitBytes = limitBytes;
  }

  /** Hands something to the loop. */
  void deliver(int bytes, Runnable task) {
    int cost = bytes + ENTRY_BYTES;
    if (waitingBytes.addAndGet(cost) > limitBytes) {
      channel.config().setAutoRead(false);
    }
    loop.execute(
        () -> {
          if (waitingBytes.addAndGet(-cost) <= limitBytes / 2 && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
          }
          task.run();
        });
  }
}
