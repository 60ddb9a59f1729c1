// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.Exchange;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Bytes;
import io.dftp.store.ArcMessage.HolderAsk;
import io.dftp.store.ArcMessage.HolderFit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Which hosts can hold maps now, and on which disks. A host is asked before it is first counted on,
 * and proves it by a write to its disk. One that did not answer in time, or whose disk takes
 * nothing, is left out though it may live; it is asked again from time to time, and is compared
 * with before it counts. Confined to the event loop.
 */
final class HolderHealth {

  private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
  private static final Duration LAST_LOOK = Duration.ofSeconds(10);
  private static final Bytes PROOF = Bytes.wrap(new byte[] {MapKeys.FORMAT, 'f'});

  private final StoreEnvironment env;
  private final DiskName disk;
  private final Runnable whenChanged;
  private final Map<NodeAddress, Long> disks = new LinkedHashMap<>();
  private final Set<NodeAddress> asked = new LinkedHashSet<>();

  /** Those that failed, and after what time each is asked again. */
  private final Map<NodeAddress, Duration> avoided = new LinkedHashMap<>();

  private boolean closed;

  /**
   * Creates one that knows nobody.
   *
   * @param whenChanged runs after a host was found unfit, or fit
   */
  HolderHealth(StoreEnvironment env, DiskName disk, Runnable whenChanged) {
    this.env = env;
    this.disk = disk;
    this.whenChanged = whenChanged;
    env.watch().onUnfit(() -> avoid(env.placement().self()));
  }

  /** Says whether the host has not failed to hold maps lately. */
  boolean isFit(NodeAddress host) {
    return !avoided.containsKey(host);
  }

  /** Returns the hosts that cannot hold maps now. */
  List<NodeAddress> unfit() {
    return List.copyOf(avoided.keySet());
  }

  /**
   * Returns the first so many of the hosts that can hold maps, in their order; empty while one of
   * them has not said yet whether it can, so that nobody begins with fewer than there are.
   */
  Optional<List<Holder>> holders(List<NodeAddress> hosts, int most) {
    disks.keySet().removeIf(host -> !env.isLive(host));
    List<Holder> holders = new ArrayList<>();
    boolean known = true;
    for (NodeAddress host : hosts) {
      if (holders.size() == most) {
        break;
      }
      Long name = disks.get(host);
      if (isFit(host) && name != null) {
        holders.add(new Holder(host, name));
      } else if (isFit(host)) {
        known = false;
        if (asked.add(host)) {
          look(host);
        }
      }
    }
    return known ? Optional.of(holders) : Optional.empty();
  }

  void avoid(NodeAddress host) {
    if (avoided.putIfAbsent(host, FIRST_LOOK) == null) {
      env.metrics().count("store.holders.avoided");
      lookLater(host);
      whenChanged.run();
    }
  }

  /** Takes note on which disk a host has answered; says whether that was known. */
  boolean isOn(NodeAddress host, long name) {
    Long before = disks.put(host, name);
    if (before != null && before != name) {
      env.loop().execute(whenChanged);
      return false;
    }
    return true;
  }

  void close() {
    closed = true;
  }

  /** Takes its messages from now on. */
  void serve(RequestChannel channel) {
    channel.on(HolderAsk.class, (message, exchange) -> take(message, exchange));
  }

  void take(HolderAsk message, Exchange exchange) {
    env.answer(exchange, prove(), exchange::reply);
  }

  private void lookLater(NodeAddress host) {
    Duration pause = avoided.getOrDefault(host, LAST_LOOK);
    env.loop().schedule(pause, () -> look(host));
  }

  private void look(NodeAddress host) {
    if (closed || (!avoided.containsKey(host) && !asked.contains(host))) {
      return;
    }
    if (!env.isLive(host)) {
      // The views of the ring leave it out; when it is back it is asked as any other.
      avoided.remove(host);
      asked.remove(host);
      return;
    }
    ask(host)
        .whenComplete(
            (answer, failure) -> {
              asked.remove(host);
              if (failure == null && answer.fit()) {
                avoided.remove(host);
                disks.put(host, answer.disk());
              } else {
                avoided.merge(host, FIRST_LOOK, (pause, first) -> longer(pause));
                lookLater(host);
              }
              whenChanged.run();
            });
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LAST_LOOK) < 0 ? twice : LAST_LOOK;
  }

  private CompletableFuture<HolderFit> ask(NodeAddress host) {
    return env.within(
        env.config().standInAfter(),
        limit ->
            host.equals(env.placement().self())
                ? Futures.within(limit, prove())
                : env.channel().request(host, new HolderAsk(), HolderFit.class, limit));
  }

  /** Writes to the disk of this host. */
  private CompletableFuture<HolderFit> prove() {
    return Futures.start(() -> env.disk().write(new RowBatch().put(PROOF, Bytes.EMPTY)))
        .thenCompose(durable -> disk.known())
        .handle((name, failure) -> new HolderFit(failure == null, failure == null ? name : 0));
  }
}
