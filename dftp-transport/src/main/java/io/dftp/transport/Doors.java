// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many connections that others made are open: those that have proved nothing yet, in all and of
 * each address, and those that have. So who floods the port takes neither the memory of this host
 * nor the places of its peers. Safe for several threads.
 *
 * @param <V> what comes in
 */
final class Doors<V> {

  static final int STRANGERS = 128;
  static final int STRANGERS_OF_ADDRESS = 16;

  /** An honest host has proved itself long before, so its place is not given to another one. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Of IPv6, who has one address has all of its network (RFC 6177). */
  private static final int IPV6_NETWORK_BYTES = 8;

  private record Stranger(String network, long sinceNanos) {}

  private final int maxProven;
  private final LongSupplier nanoClock;

  /** The eldest first. Guarded by this. */
  private final Map<V, Stranger> strangers = new LinkedHashMap<>();

  /** Guarded by this. */
  private final Set<V> proven = new LinkedHashSet<>();

  Doors(int maxProven, LongSupplier nanoClock) {
    this.maxProven = maxProven;
    this.nanoClock = nanoClock;
  }

  /**
   * Lets somebody in.
   *
   * @return who has to go instead: the visitor itself where there is no place for it; null where
   *     there was one left
   */
  synchronized @Nullable V enter(V visitor, InetAddress from) {
    String network = network(from);
    Map<String, Integer> counts = new HashMap<>();
    strangers.values().forEach(each -> counts.merge(each.network(), 1, Integer::sum));
    int own = counts.getOrDefault(network, 0);
    V leaves = null;
    if (own >= STRANGERS_OF_ADDRESS) {
      leaves = ifSlow(eldestOf(network));
    } else if (strangers.size() >= STRANGERS) {
      String greediest = greediest(counts);
      leaves =
          counts.getOrDefault(greediest, 0) > own + 1
              ? eldestOf(greediest)
              : ifSlow(strangers.keySet().iterator().next());
    } else {
      strangers.put(visitor, new Stranger(network, nanoClock.getAsLong()));
      return null;
    }
    if (leaves == null) {
      return visitor;
    }
    strangers.remove(leaves);
    strangers.put(visitor, new Stranger(network, nanoClock.getAsLong()));
    return leaves;
  }

  /** A visitor has proved itself; says whether there is a place for it among those who have. */
  synchronized boolean prove(V visitor) {
    if (!strangers.containsKey(visitor) || proven.size() >= maxProven) {
      return false;
    }
    strangers.remove(visitor);
    proven.add(visitor);
    return true;
  }

  synchronized void leave(V visitor) {
    strangers.remove(visitor);
    proven.remove(visitor);
  }

  private @Nullable V ifSlow(@Nullable V visitor) {
    Stranger known = visitor == null ? null : strangers.get(visitor);
    return known != null && nanoClock.getAsLong() - known.sinceNanos() >= PATIENCE.toNanos()
        ? visitor
        : null;
  }

  private @Nullable V eldestOf(String network) {
    for (Map.Entry<V, Stranger> each : strangers.entrySet()) {
      if (each.getValue().network().equals(network)) {
        return each.getKey();
      }
    }
    return null;
  }

  private static String greediest(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    int length = address instanceof Inet6Address ? IPV6_NETWORK_BYTES : bytes.length;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(bytes[i]).append('.');
    }
    return text.toString();
  }
}
