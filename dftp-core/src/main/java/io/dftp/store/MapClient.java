// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.Message;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.OverloadedException;
import io.dftp.store.StoreMessage.MapElsewhere;
import io.dftp.store.StoreMessage.MapGet;
import io.dftp.store.StoreMessage.MapRows;
import io.dftp.store.StoreMessage.MapScan;
import io.dftp.store.StoreMessage.MapStandingOf;
import io.dftp.store.StoreMessage.MapTried;
import io.dftp.store.StoreMessage.MapTry;
import io.dftp.store.StoreMessage.MapUnknown;
import io.dftp.store.StoreMessage.MapVoid;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The gateway of the operations on maps that come from clients of this host: takes each to an
 * owner, and to the next one when that is silent, dead, or no longer the owner. Confined to the
 * event loop.
 */
final class MapClient {

  /** The most changes that are on their way, or are being voided, at once. */
  private static final int MAX_CHANGES = 16_384;

  /** After that it is voided in the background as long as this process runs. */
  private static final Duration CALLED_OFF_WITHIN = Duration.ofMinutes(1);

  private final StoreEnvironment env;
  private final HostLocator locator;
  private final MapOwners here;
  private final OperationNames names;
  private int changes;

  MapClient(StoreEnvironment env, HostLocator locator, MapOwners here, OperationNames names) {
    this.env = env;
    this.locator = locator;
    this.here = here;
    this.names = names;
  }

  StoreEnvironment env() {
    return env;
  }

  HostLocator locator() {
    return locator;
  }

  OperationNames names() {
    return names;
  }

  CompletableFuture<List<Row>> get(ObjectId map, String name, CallContext context) {
    return new MapRead<>(
            this,
            map,
            context,
            () -> here.get(map, name),
            new MapGet(map, name),
            StoreWire::readRows)
        .run();
  }

  CompletableFuture<NameStanding> standing(
      ObjectId map, String name, List<Dot> dots, CallContext context) {
    return new MapRead<>(
            this,
            map,
            context,
            () -> here.standing(map, name, dots),
            new MapStandingOf(map, name, dots),
            NameStanding::read)
        .run();
  }

  CompletableFuture<List<Row>> scan(
      ObjectId map, String prefix, String after, int limit, CallContext context) {
    return new MapRead<>(
            this,
            map,
            context,
            () -> here.scan(map, prefix, after, limit),
            new MapScan(map, prefix, after, limit),
            StoreWire::readRows)
        .run();
  }

  CompletableFuture<MutationResult> mutate(
      ObjectId map, Mutation mutation, Optional<OperationId> name, CallContext context) {
    if (changes >= MAX_CHANGES) {
      name.ifPresent(unused -> names.decided(map, unused));
      return CompletableFuture.failedFuture(
          new OverloadedException(MAX_CHANGES + " changes of maps are on their way already"));
    }
    changes++;
    return new MapWrite(this, map, mutation, name, context, () -> changes--).run();
  }

  /**
   * Sees to it that an operation which was named and will not be given never happens: else it would
   * be undecided for ever. It is given on a condition that no map fulfils, and voided as every
   * refused one.
   */
  void callOff(ObjectId map, OperationId name) {
    Mutation never =
        new Mutation(
            List.of(new Mutation.Condition.Absent(MapState.BIRTH)),
            Collections.nCopies(name.count(), new Mutation.Put("never", Bytes.EMPTY)),
            List.of());
    env.within(CALLED_OFF_WITHIN, context -> mutate(map, never, Optional.of(name), context))
        .whenComplete((refused, failure) -> {});
  }

  /** Asks an owner to read the map; fails with {@link ElsewhereException} when it is none. */
  <T> CompletableFuture<T> read(
      NodeAddress host,
      ObjectId map,
      Message question,
      StoreWire.Decoding<T> decoding,
      CallContext attempt) {
    return env.channel()
        .request(host, question, Bytes.EMPTY.toBuffer(), Message.class, attempt)
        .thenApply(
            answer -> {
              if (answer.message() instanceof MapRows rows) {
                return StoreWire.decode(rows.body(), answer.content(), decoding);
              }
              if (answer.message() instanceof MapElsewhere elsewhere) {
                throw new ElsewhereException(map, elsewhere.owner());
              }
              if (answer.message() instanceof MapUnknown) {
                throw new MapUnknownException(map);
              }
              throw new DftpException(
                  Outcome.MAY_HAVE_HAPPENED, host + " answered another question");
            });
  }

  CompletableFuture<TryAnswer> attempt(
      NodeAddress host, ObjectId map, Operation operation, CallContext attempt) {
    if (host.equals(env.placement().self())) {
      return here.attempt(map, operation, attempt);
    }
    Bytes body = StoreWire.encode(into -> StoreWire.writeOperation(operation, into));
    return env.channel()
        .request(
            host,
            new MapTry(map, StoreWire.inline(body)),
            StoreWire.beside(body),
            MapTried.class,
            attempt)
        .thenApply(
            answer ->
                StoreWire.decode(answer.message().body(), answer.content(), StoreWire::readAnswer));
  }

  CompletableFuture<TryAnswer> voidIt(
      NodeAddress host,
      ObjectId map,
      OperationId operation,
      long decidedBelow,
      boolean clean,
      CallContext attempt) {
    if (host.equals(env.placement().self())) {
      return here.voidIt(map, operation, decidedBelow, clean, attempt);
    }
    return env.channel()
        .request(
            host,
            new MapVoid(map, operation, decidedBelow, clean),
            Bytes.EMPTY.toBuffer(),
            MapTried.class,
            attempt)
        .thenApply(
            answer ->
                StoreWire.decode(answer.message().body(), answer.content(), StoreWire::readAnswer));
  }

  /** Returns the host to ask next: the one that was named last, or the one the ring names. */
  CompletableFuture<Optional<NodeAddress>> ownerOf(
      ObjectId map, Optional<NodeAddress> named, CallContext context) {
    if (named.isPresent() && env.isLive(named.get())) {
      return CompletableFuture.completedFuture(named);
    }
    return locator.hosts(map.key(), context).thenApply(hosts -> hosts.stream().findFirst());
  }
}
