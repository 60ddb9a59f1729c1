// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.namespace.DirectoryMap.Place;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Lets those of this host who give one name new bytes do so one after the other: each would make
 * the change of all others begin again. Confined to the event loop.
 */
final class Turns {

  private final Map<Place, CompletableFuture<?>> last = new HashMap<>();

  /** Does it when all who came before for the same place are done, well or not. */
  <T> CompletableFuture<T> take(Place place, Supplier<CompletableFuture<T>> work) {
    CompletableFuture<?> before = last.getOrDefault(place, CompletableFuture.completedFuture(null));
    CompletableFuture<T> mine =
        before.handle((done, failure) -> null).thenCompose(turn -> work.get());
    last.put(place, mine);
    return mine.whenComplete(
        (done, failure) -> {
          // Whoever came after has put itself there.
          last.remove(place, mine);
        });
  }

  /** Returns for how many places there is somebody. */
  int size() {
    return last.size();
  }
}
