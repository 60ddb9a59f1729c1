// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.Hangings.Hanging;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Condition;
import io.dftp.store.Mutation.Put;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Closes an empty directory to new names while its own name is being removed: else a file could
 * come into a directory that nobody can reach any more.
 *
 * <p>A seal stays behind when its remover goes away in between. Then the next one who wants to put
 * a name there takes it off, after a while, and safely: first the directory's name gets a new row.
 * A remover removes only the row that it saw before it sealed, so that from then on no owner of
 * that seal can remove the directory any more. Confined to the event loop.
 */
final class Seals {

  private static final String SEALED = "sealed";
  private static final String NAMES = "n/";

  /** A remover that needs longer than this between its two steps will have to try again. */
  private static final Duration LEFT_BEHIND = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ObjectStore store;
  private final DirectoryMap directories;
  private final Hangings hangings;
  private final EventLoop loop;

  Seals(ObjectStore store, DirectoryMap directories, Hangings hangings, EventLoop loop) {
    this.store = store;
    this.directories = directories;
    this.hangings = hangings;
    this.loop = loop;
  }

  /** Returns the condition that a directory is not being removed. */
  static Condition none() {
    return new Condition.Absent(SEALED);
  }

  /**
   * Closes an empty directory to new names; fails with {@code NOT_EMPTY} if it is not empty.
   *
   * @return the seal, to be taken off again by {@link #unseal}
   */
  CompletableFuture<Bytes> seal(ObjectId directory, CallContext context) {
    Bytes seal = Bytes.utf8(directories.newToken().toString());
    Mutation mutation =
        new Mutation(
            List.of(new Condition.NoneBeginning(NAMES)), List.of(new Put(SEALED, seal)), List.of());
    return store
        .mutate(directory, mutation, context)
        .thenApply(
            result -> {
              if (result instanceof MutationResult.Refused) {
                throw new FileError(Kind.NOT_EMPTY, "The directory is not empty.");
              }
              return seal;
            });
  }

  /**
   * Takes the seal off, because the directory could not be removed. Seals of others stay: one of
   * them may have removed it, and then no name may come into it any more.
   */
  CompletableFuture<Void> unseal(ObjectId directory, Bytes seal, CallContext context) {
    return store
        .get(directory, SEALED, context)
        .thenCompose(
            rows ->
                takeOff(
                    directory,
                    rows.stream().filter(row -> row.value().equals(seal)).map(Row::dot).toList(),
                    context));
  }

  CompletableFuture<Boolean> isSealed(ObjectId directory, CallContext context) {
    return store.get(directory, SEALED, context).thenApply(seals -> !seals.isEmpty());
  }

  /**
   * Waits until a sealed directory is removed or open again, and opens it if its remover does
   * neither for a while.
   *
   * @return whether it is open; else it is gone
   */
  CompletableFuture<Boolean> awaitOpen(ObjectId directory, CallContext context) {
    return look(directory, Set.of(), 0, context);
  }

  /**
   * Looks once more.
   *
   * @param before the seals at the last look
   * @param sinceNanos since when they have been the same
   */
  private CompletableFuture<Boolean> look(
      ObjectId directory, Set<Dot> before, long sinceNanos, CallContext context) {
    if (context.isCancelled()) {
      return CompletableFuture.failedFuture(
          new FileError(Kind.FAILED, "The directory is being removed; try again."));
    }
    // The seals first: who sealed after this look has seen the name's newest row, or will fail.
    return store
        .get(directory, SEALED, context)
        .thenCompose(
            seals -> {
              if (seals.isEmpty()) {
                return CompletableFuture.completedFuture(true);
              }
              Set<Dot> now = new TreeSet<>(seals.stream().map(Row::dot).toList());
              long since = now.equals(before) ? sinceNanos : loop.nowNanos();
              boolean leftBehind = loop.nowNanos() - since >= LEFT_BEHIND.toNanos();
              return hangings
                  .of(directory, context)
                  .thenCompose(
                      places -> {
                        if (places.isEmpty()) {
                          return CompletableFuture.completedFuture(false);
                        }
                        return leftBehind
                            ? open(directory, places, List.copyOf(now), context)
                            : pause().thenCompose(done -> look(directory, now, since, context));
                      });
            });
  }

  /** Renews the rows of the name wherever it hangs, then takes the seals off; else looks again. */
  private CompletableFuture<Boolean> open(
      ObjectId directory, List<Hanging> hangings, List<Dot> seals, CallContext context) {
    CompletableFuture<Boolean> renewed = CompletableFuture.completedFuture(true);
    for (Hanging hanging : hangings) {
      renewed =
          renewed.thenCompose(
              so -> so ? renew(hanging, context) : CompletableFuture.completedFuture(false));
    }
    return renewed.thenCompose(
        all ->
            all
                ? takeOff(directory, seals, context).thenApply(done -> true)
                : look(directory, Set.of(), 0, context));
  }

  private CompletableFuture<Boolean> renew(Hanging hanging, CallContext context) {
    if (!hanging.rows().departing().isEmpty()) {
      return directories
          .getSettled(hanging.parent(), hanging.rows().name(), context)
          .thenApply(settled -> false);
    }
    Mutation mutation =
        new Mutation(
            List.of(DirectoryMap.unchanged(hanging.rows())),
            List.of(
                directories.put(
                    hanging.rows().name(),
                    hanging.version().entry().withToken(directories.newToken()))),
            hanging.version().dots());
    return store
        .mutate(hanging.parent(), mutation, context)
        .thenApply(MutationResult.Applied.class::isInstance);
  }

  private CompletableFuture<Void> takeOff(
      ObjectId directory, List<Dot> seals, CallContext context) {
    return seals.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : store
            .mutate(directory, new Mutation(List.of(), List.of(), seals), context)
            .thenApply(done -> null);
  }

  private CompletableFuture<Void> pause() {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    loop.schedule(PAUSE, () -> passed.complete(null));
    return passed;
  }
}
