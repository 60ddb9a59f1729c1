// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.store.MapComparison.Target;
import io.dftp.store.StoreMessage.MapCovered;
import io.dftp.store.StoreMessage.MapCovers;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Drops copies of maps that this host should not have by its own view, once k hosts have confirmed,
 * each by its own view a holder, that all this copy knows is durable there. It asks only after it
 * has itself stopped confirming: of several that drop one map, none of those that confirmed to the
 * last of them has dropped it, and k copies remain. What was promised for the map's key stays.
 * Confined to the event loop.
 */
final class SurplusMaps {

  private static final int MOST_AT_ONCE = 256;
  private static final int AT_ONCE = 4;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final StoreEnvironment env;
  private final HostLocator locator;
  private final MapTable table;
  private final Set<ObjectId> retiring = new LinkedHashSet<>();

  SurplusMaps(StoreEnvironment env, HostLocator locator, MapTable table) {
    this.env = env;
    this.locator = locator;
    this.table = table;
  }

  /**
   * Says whether this host is a holder of the map by its own view, and does not mean to drop it.
   */
  CompletableFuture<Boolean> keeps(ObjectId map, CallContext context) {
    return locator
        .hosts(map.key(), context)
        .thenApply(
            hosts ->
                !retiring.contains(map)
                    && hosts.stream()
                        .limit(env.config().replicas())
                        .anyMatch(env.placement().self()::equals));
  }

  /**
   * Drops what may be dropped.
   *
   * @param unchanged says whether the ring is still as it was when the surplus was found
   */
  CompletableFuture<Void> drop(List<Target> surplus, BooleanSupplier unchanged) {
    return Futures.forEach(
        surplus.stream().limit(MOST_AT_ONCE).toList(),
        AT_ONCE,
        target -> {
          retiring.add(target.map());
          return env.within(LIMIT, limit -> drop(target, unchanged, limit))
              .whenComplete((dropped, failure) -> retiring.remove(target.map()));
        });
  }

  private CompletableFuture<Void> drop(
      Target target, BooleanSupplier unchanged, CallContext context) {
    return table
        .use(
            target.map(),
            cell -> {
              boolean pending = !cell.state().pending().isEmpty();
              Bytes seen = StoreWire.encode(cell.state().context()::write);
              return pending
                  ? CompletableFuture.completedFuture(false)
                  : areCovered(target, seen, context);
            })
        .thenCompose(
            covered ->
                covered && unchanged.getAsBoolean() && !context.isCancelled()
                    ? table.drop(target.map())
                    : Futures.done());
  }

  private CompletableFuture<Boolean> areCovered(Target target, Bytes seen, CallContext context) {
    List<CompletableFuture<Boolean>> answers =
        target.hosts().stream().map(host -> covers(host, target.map(), seen, context)).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .handle(
            (all, failure) ->
                failure == null && answers.stream().allMatch(answer -> answer.getNow(false)));
  }

  private CompletableFuture<Boolean> covers(
      NodeAddress host, ObjectId map, Bytes seen, CallContext context) {
    return env.channel()
        .request(
            host,
            new MapCovered(map, StoreWire.inline(seen)),
            StoreWire.beside(seen),
            MapCovers.class,
            context)
        .thenApply(answer -> answer.message().covers());
  }
}
