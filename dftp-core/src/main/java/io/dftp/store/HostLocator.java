// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.store.Placement.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the hosts of keys, and remembers for a few seconds what lookups found for whole arcs. A
 * stale answer costs a detour only: who does not own a key says so. Confined to the event loop.
 */
final class HostLocator {

  private static final Duration REMEMBERED = Duration.ofSeconds(3);
  private static final int MAX_REMEMBERED = 256;

  private final StoreEnvironment env;
  private final List<Remembered> remembered = new ArrayList<>();

  HostLocator(StoreEnvironment env) {
    this.env = env;
  }

  private record Remembered(Location location, long untilNanos) {}

  /** Returns the live hosts at and after the key, its owner first. */
  CompletableFuture<List<NodeAddress>> hosts(Identifier key, CallContext context) {
    if (env.owns(key)) {
      return CompletableFuture.completedFuture(env.placement().hostsAfterOwned(key));
    }
    long now = env.loop().nowNanos();
    remembered.removeIf(entry -> entry.untilNanos() - now <= 0);
    for (Remembered entry : remembered) {
      if (entry.location().arc().contains(key)) {
        return CompletableFuture.completedFuture(live(entry.location()));
      }
    }
    return env.placement()
        .locate(key, context)
        .thenApply(
            location -> {
              remember(location);
              return live(location);
            });
  }

  /** Forgets where the key lies, because the host found there did not serve it. */
  void forget(Identifier key) {
    remembered.removeIf(entry -> entry.location().arc().contains(key));
  }

  void forgetAll() {
    remembered.clear();
  }

  private void remember(Location location) {
    if (remembered.size() >= MAX_REMEMBERED) {
      remembered.remove(0);
    }
    remembered.add(new Remembered(location, env.loop().nowNanos() + REMEMBERED.toNanos()));
  }

  private List<NodeAddress> live(Location location) {
    return location.hosts().stream().filter(env::isLive).toList();
  }
}
