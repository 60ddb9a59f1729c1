// SPDX-License-Identifier: Apache-2.0
package planted.io.dftp.runtime;

import com.google.common.collect.ImmutableList;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** One violation of each rule about ambient things. */
public final class PlantedRuntime {

  private final Random random = new Random();

  /** Creates one. */
  public PlantedRuntime() {}

  /** Reads a clock. */
  public Instant now() {
    return Instant.now().plusNanos(random.nextLong());
  }

  /** Blocks. */
  public String block(CompletableFuture<String> future) {
    return future.join();
  }

  /** Starts a thread. */
  public Thread start(Runnable task) {
    return new Thread(task);
  }

  /** Knows a socket address. */
  public InetAddress address() {
    return InetAddress.getLoopbackAddress();
  }

  /** Shows Guava. */
  public ImmutableList<String> list() {
    return ImmutableList.of();
  }
}
