// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.store.Duty.Charge;
import io.dftp.store.Tenure.Open;
import io.dftp.store.Tenures.Seat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait to read a map at its owner. They are served from the copy as soon as it may be
 * shown, and only under leases: so long as one holds, nobody else can have changed it. Confined to
 * the event loop.
 */
final class MapReaders {

  private final MapOwners owners;
  private final OwnedMap at;
  private final List<Reader<?>> waiting = new ArrayList<>();
  private boolean renewing;
  private boolean again;

  MapReaders(MapOwners owners, OwnedMap at) {
    this.owners = owners;
    this.at = at;
  }

  private record Reader<T>(Function<MapState, T> reading, CompletableFuture<T> result) {

    void serve(MapState state) {
      try {
        result.complete(reading.apply(state));
      } catch (RuntimeException failure) {
        result.completeExceptionally(failure);
      }
    }
  }

  <T> CompletableFuture<T> add(Function<MapState, T> reading) {
    CompletableFuture<T> result = new CompletableFuture<>();
    add(reading, result);
    return result;
  }

  <T> void add(Function<MapState, T> reading, CompletableFuture<T> result) {
    waiting.add(new Reader<>(reading, result));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void fail(Throwable failure) {
    takeAll().forEach(reader -> reader.result().completeExceptionally(failure));
  }

  /** Serves all if that may be now, and sees to it that it soon may. */
  void wake() {
    MapCell cell = at.cell();
    if (waiting.isEmpty() || cell == null) {
      return;
    }
    Optional<Open> open = owners.tenures().serving(at.key());
    Optional<Seat> seat = owners.tenures().seatOf(at.key());
    if (open.isEmpty() || seat.isEmpty() || !mayRead(open.get())) {
      return;
    }
    if (owners.leases().isHeld(seat.get(), open.get())) {
      takeAll().forEach(reader -> reader.serve(cell.state()));
      owners.rest(at);
    }
    if (renewing) {
      again = true;
    } else {
      renew(seat.get(), open.get());
    }
  }

  /** One wake follows each renewal, however many have asked for it. */
  private void renew(Seat seat, Open open) {
    renewing = true;
    again = false;
    owners
        .leases()
        .hold(seat, open)
        .whenComplete(
            (held, failure) -> {
              renewing = false;
              if ((failure == null || again) && !waiting.isEmpty()) {
                owners.env().loop().execute(this::wake);
              }
            });
  }

  private List<Reader<?>> takeAll() {
    List<Reader<?>> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  private boolean mayRead(Open open) {
    @Nullable Charge charge = at.duty().charge();
    return at.duty().isReadable() && charge != null && charge.term().equals(open.term());
  }
}
