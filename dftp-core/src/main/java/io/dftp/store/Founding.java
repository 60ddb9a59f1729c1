// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableSet;
import io.dftp.runtime.CallContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Brings the founding maps of a ring into being, once and all of them, whatever interrupts it.
 * Confined to the event loop.
 */
final class Founding {

  private final StoreEnvironment env;
  private final Births births;
  private final MapClient client;
  private final Set<ObjectId> maps;

  Founding(StoreEnvironment env, Births births, MapClient client, Set<ObjectId> maps) {
    this.env = env;
    this.births = births;
    this.client = client;
    this.maps = ImmutableSet.copyOf(maps);
  }

  /**
   * Goes on with what a process before has left undone, or begins.
   *
   * @param begins whether this host has just begun a ring, and never was in one before
   */
  CompletableFuture<Void> run(boolean begins, CallContext context) {
    return births.loaded().thenCompose(loaded -> goOn(begins, context));
  }

  private CompletableFuture<Void> goOn(boolean begins, CallContext context) {
    if (births.begun().isPresent()) {
      return bear(births.begun().get(), context);
    }
    if (!begins || maps.isEmpty() || !births.known().isEmpty()) {
      return Futures.done();
    }
    long ring = env.loop().random().nextLong();
    return births.begin(ring).thenCompose(begun -> bear(ring, context));
  }

  private CompletableFuture<Void> bear(long ring, CallContext context) {
    return Futures.inTurn(
            List.copyOf(maps),
            map ->
                client
                    .mutate(map, Mutation.birthOf(ring), Optional.empty(), context)
                    .thenAccept(born -> {}))
        .thenCompose(born -> births.learn(List.of(ring)));
  }
}
