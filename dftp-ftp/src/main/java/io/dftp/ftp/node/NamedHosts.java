// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.net.NodeAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where hosts of the cluster may be by the names that the user gave: all addresses of each, looked
 * up again and again on a thread of its own, because a look-up may block for long.
 */
final class NamedHosts implements AutoCloseable {

  /** Names of services change while their hosts come and go. The JDK itself keeps them for 30 s. */
  static final Duration LOOK_UP_EVERY = Duration.ofSeconds(10);

  /** How long a start waits for the first answer. */
  private static final Duration FIRST_WITHIN = Duration.ofSeconds(5);

  /** A service of more hosts has enough to join through. */
  private static final int MOST_ADDRESSES = 256;

  private static final Logger log = LoggerFactory.getLogger(NamedHosts.class);

  /** What turns a name into addresses, IPv4 and IPv6 alike. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] allOf(String name) throws UnknownHostException;
  }

  private final List<NodeAddress> names;
  private final Resolver resolver;
  private final ScheduledExecutorService thread;
  private final CountDownLatch first = new CountDownLatch(1);
  private volatile List<NodeAddress> addresses = List.of();

  /** Written by the thread alone. */
  private Set<NodeAddress> unknown = Set.of();

  private NamedHosts(List<NodeAddress> names, Resolver resolver) {
    this.names = List.copyOf(names);
    this.resolver = resolver;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "dftp-names");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Begins to look names up, and waits a while for the first answer. Blocks.
   *
   * @param names each with the ring port of its hosts; without any, nothing is ever looked up
   */
  static NamedHosts open(List<NodeAddress> names, Resolver resolver, Duration every)
      throws InterruptedException {
    NamedHosts opened = new NamedHosts(names, resolver);
    if (!names.isEmpty()) {
      opened.thread.scheduleWithFixedDelay(
          opened::lookUp, 0, every.toMillis(), TimeUnit.MILLISECONDS);
      if (!opened.first.await(FIRST_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{}: no answer from the name service yet", names);
      }
    }
    return opened;
  }

  /** Returns the addresses of the last look-up. Does not block; any thread may ask. */
  List<NodeAddress> addresses() {
    return addresses;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void lookUp() {
    Set<NodeAddress> found = new LinkedHashSet<>();
    Set<NodeAddress> failed = new LinkedHashSet<>();
    for (NodeAddress name : names) {
      try {
        for (InetAddress address : resolver.allOf(name.host())) {
          found.add(new NodeAddress(address.getHostAddress(), name.port()));
        }
      } catch (UnknownHostException | RuntimeException absent) {
        // Whatever a resolver throws, the next round has to come.
        failed.add(name);
        if (!unknown.contains(name)) {
          log.warn(
              "--discovery dns:{}: there is no host of that name now ({}); it is asked for again"
                  + " every {} s",
              name.host(),
              absent.toString(),
              LOOK_UP_EVERY.toSeconds());
        }
      }
    }
    unknown = failed;
    List<NodeAddress> now =
        new ArrayList<>(found).subList(0, Math.min(found.size(), MOST_ADDRESSES));
    if (!now.equals(addresses)) {
      log.info("names {} stand for {}", names, now);
      addresses = List.copyOf(now);
    }
    first.countDown();
  }
}
