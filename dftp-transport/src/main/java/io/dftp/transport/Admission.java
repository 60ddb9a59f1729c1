// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.netty.channel.Channel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** By what a host decides who gets in: all that its connections need for that. Any thread. */
final class Admission implements AutoCloseable {

  private static final int IDLE_SECONDS = 10;

  private final ClusterSecret secret;
  private final Random nonces = new SecureRandom();
  private final Refusals refusals;
  private final Doors<Channel> doors;
  private final ThreadPoolExecutor handshakes;
  private final @Nullable RingTls tls;

  /**
   * Creates it.
   *
   * @param nanoClock time that never jumps
   */
  Admission(TransportConfig config, Refusals refusals, LongSupplier nanoClock) {
    this.secret = config.secret();
    this.refusals = refusals;
    this.doors = new Doors<>(config.limits().maxConnections(), nanoClock);
    // What waits is bounded by the doors.
    this.handshakes =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("dftp-tls", true));
    this.handshakes.allowCoreThreadTimeOut(true);
    this.tls = secret.encrypts() ? new RingTls(handshakes) : null;
  }

  /** Returns what both sides have to know. */
  ClusterSecret secret() {
    return secret;
  }

  /** Returns the source of nonces. */
  Random nonces() {
    return nonces;
  }

  /** Returns how connections are encrypted; null where they are not. */
  @Nullable RingTls tls() {
    return tls;
  }

  /** Returns who tells the operator about those who do not get in. */
  Refusals refusals() {
    return refusals;
  }

  /** Returns how many may be in. */
  Doors<Channel> doors() {
    return doors;
  }

  @Override
  public void close() {
    handshakes.shutdown();
  }
}
