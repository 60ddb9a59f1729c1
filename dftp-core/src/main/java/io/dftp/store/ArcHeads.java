// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Arc;
import io.dftp.runtime.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where the heads of the maps of an arc lie among the rows of a disk: side by side, in one stretch,
 * or in two where the arc goes over the end of the circle.
 */
record ArcHeads(List<Stretch> stretches) {

  /** From a key on, up to another that does not belong to it. */
  private record Stretch(Bytes from, Bytes to) {}

  ArcHeads {
    stretches = ImmutableList.copyOf(stretches);
  }

  /** Returns the whole circle. */
  static ArcHeads all() {
    return new ArcHeads(List.of(new Stretch(MapKeys.firstHead(), MapKeys.afterHeads())));
  }

  static ArcHeads of(Arc arc) {
    if (arc.isWhole()) {
      return all();
    }
    Bytes from = MapKeys.headsAfter(arc.from());
    Bytes to = MapKeys.headsAfter(arc.to());
    return arc.from().compareTo(arc.to()) < 0
        ? new ArcHeads(List.of(new Stretch(from, to)))
        : new ArcHeads(
            List.of(new Stretch(from, MapKeys.afterHeads()), new Stretch(MapKeys.firstHead(), to)));
  }

  /**
   * Returns maps of the arc that lie on the disk, in the order of their keys on it.
   *
   * @param after the map behind which to begin; empty for the first
   */
  CompletableFuture<List<ObjectId>> scan(LocalStore disk, Optional<ObjectId> after, int limit) {
    Optional<Bytes> begin = after.map(MapKeys::head).map(MapKeys::justAfter);
    return scan(disk, 0, begin, limit);
  }

  private CompletableFuture<List<ObjectId>> scan(
      LocalStore disk, int number, Optional<Bytes> begin, int limit) {
    if (number == stretches.size()) {
      return CompletableFuture.completedFuture(List.of());
    }
    Stretch stretch = stretches.get(number);
    if (begin.isPresent() && !isWithin(begin.get(), stretch)) {
      return scan(disk, number + 1, begin, limit);
    }
    Bytes from = begin.orElse(stretch.from());
    return disk.scan(from, stretch.to(), limit, Long.MAX_VALUE)
        .thenCompose(
            rows ->
                rows.isEmpty()
                    ? scan(disk, number + 1, Optional.empty(), limit)
                    : CompletableFuture.completedFuture(
                        rows.stream().map(row -> MapKeys.mapOfHead(row.key())).toList()));
  }

  private static boolean isWithin(Bytes key, Stretch stretch) {
    return key.compareTo(stretch.from()) >= 0 && key.compareTo(stretch.to()) <= 0;
  }
}
