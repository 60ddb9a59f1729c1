// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.namespace.DirectoryMap.Place;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Lets those of this host who give one name new bytes do so one after the other: each would make
 * the change of all others begin again. Who has waited for some time goes on all the same, so that
 * nobody hangs on one who takes long. Confined to the event loop.
 */
final class Turns {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

  private final EventLoop loop;
  private final Map<Place, CompletableFuture<?>> last = new HashMap<>();

  Turns(EventLoop loop) {
    this.loop = loop;
  }

  /** Does it when all who came before for the same place are done, well or not, or take long. */
  <T> CompletableFuture<T> take(Place place, Supplier<CompletableFuture<T>> work) {
    CompletableFuture<?> before = last.get(place);
    CompletableFuture<Void> turn =
        before == null ? CompletableFuture.completedFuture(null) : after(before);
    CompletableFuture<T> mine = turn.thenCompose(mayGo -> work.get());
    last.put(place, mine);
    return mine.whenComplete(
        (done, failure) -> {
          // Whoever came after has put itself there.
          last.remove(place, mine);
        });
  }

  private CompletableFuture<Void> after(CompletableFuture<?> before) {
    CompletableFuture<Void> turn = new CompletableFuture<>();
    Cancellable timer = loop.schedule(LONGEST_WAIT, () -> turn.complete(null));
    before.whenComplete(
        (done, failure) -> {
          timer.cancel();
          turn.complete(null);
        });
    return turn;
  }
}
