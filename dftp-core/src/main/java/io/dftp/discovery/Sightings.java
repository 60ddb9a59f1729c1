// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who was heard lately, by uid: bounded in number and in time. It takes the time as an argument.
 */
final class Sightings<T> {

  private final int max;
  private final long forgetAfterNanos;
  private final Map<Uid, Sighting<T>> byUid = new LinkedHashMap<>();

  Sightings(int max, Duration forgetAfter) {
    this.max = max;
    this.forgetAfterNanos = forgetAfter.toNanos();
  }

  void saw(Uid uid, T value, long nowNanos) {
    expire(nowNanos);
    // Taken out first, so that the order of the map is that of the last sight.
    byUid.remove(uid);
    if (byUid.size() >= max) {
      byUid.remove(byUid.keySet().iterator().next());
    }
    byUid.put(uid, new Sighting<>(value, nowNanos));
  }

  void forget(Uid uid) {
    byUid.remove(uid);
  }

  List<T> lately(long nowNanos) {
    expire(nowNanos);
    return byUid.values().stream().map(Sighting::value).toList();
  }

  private void expire(long nowNanos) {
    // The first one was seen longest ago.
    while (!byUid.isEmpty()) {
      Map.Entry<Uid, Sighting<T>> oldest = byUid.entrySet().iterator().next();
      if (nowNanos - oldest.getValue().nanos() < forgetAfterNanos) {
        return;
      }
      byUid.remove(oldest.getKey());
    }
  }

  private record Sighting<T>(T value, long nanos) {}
}
