// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import io.dftp.ftp.content.ObjectStore;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Put;
import io.dftp.store.MutationResult;
import io.dftp.store.NameStanding;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The hosts whose disks may hold what nobody else has. A host enlists before it names a content for
 * a client, and stays enlisted while it is away; it is struck when it has left and handed over
 * everything, or by an operator who declares it gone for good. All are siblings under one name of a
 * map that is born with the ring, so that they are read from one moment. Confined to the event
 * loop.
 */
public final class Roster {

  private static final String ROW = "hosts";

  private final ObjectStore store;
  private final ObjectId map;
  private final String name;
  private @Nullable CompletableFuture<Void> enlisting;
  private long enlistingDisk;

  /**
   * Creates the view of a store.
   *
   * @param map a map that is born with each ring
   * @param name of this host, for people
   */
  public Roster(ObjectStore store, ObjectId map, String name) {
    this.store = store;
    this.map = map;
    this.name = name;
  }

  /**
   * Makes sure that this host is enlisted with the disk that it has now; one attempt serves all who
   * wait for it.
   */
  public CompletableFuture<Void> enlist(CallContext context) {
    return store.hosts().disk().thenCompose(disk -> enlist(disk, context));
  }

  private CompletableFuture<Void> enlist(long disk, CallContext context) {
    CompletableFuture<Void> known = enlisting;
    if (known != null && !known.isCompletedExceptionally() && enlistingDisk == disk) {
      return known;
    }
    CompletableFuture<Void> attempt = put(disk, context);
    enlisting = attempt;
    enlistingDisk = disk;
    return attempt;
  }

  private CompletableFuture<Void> put(long disk, CallContext context) {
    Enlisted self = new Enlisted(disk, store.hosts().self(), name);
    return store
        .get(map, ROW, context)
        .thenCompose(
            rows -> {
              List<Dot> old = dots(rows, each -> each.disk() == disk);
              boolean isThere =
                  old.size() == 1
                      && rows.stream().anyMatch(row -> row.value().equals(self.encode()));
              return isThere
                  ? CompletableFuture.completedFuture(null)
                  : change(List.of(new Put(ROW, self.encode())), old, context);
            });
  }

  /** Strikes this host, which leaves; it enlists again when it comes back. */
  public CompletableFuture<Void> strikeSelf(CallContext context) {
    return store.hosts().disk().thenCompose(disk -> strike(disk, context));
  }

  /** Strikes the host with that disk: nobody waits for it any more. */
  public CompletableFuture<Void> strike(long disk, CallContext context) {
    return store
        .get(map, ROW, context)
        .thenCompose(
            rows -> {
              List<Dot> struck = dots(rows, each -> each.disk() == disk);
              return struck.isEmpty()
                  ? CompletableFuture.completedFuture(null)
                  : change(List.of(), struck, context);
            });
  }

  /** Returns all who are enlisted; fails when that is not known for certain. */
  public CompletableFuture<List<Enlisted>> read(CallContext context) {
    return store
        .standing(map, ROW, List.of(), context)
        .thenApply(NameStanding::rows)
        .thenApply(rows -> rows.stream().map(row -> Enlisted.decode(row.value())).toList());
  }

  private CompletableFuture<Void> change(List<Put> puts, List<Dot> removes, CallContext context) {
    return store
        .mutate(map, new Mutation(List.of(), puts, removes), context)
        .thenAccept(
            result -> {
              if (!(result instanceof MutationResult.Applied)) {
                throw new DftpException(
                    Outcome.DID_NOT_HAPPEN, "the list of hosts refused a change");
              }
            });
  }

  private static List<Dot> dots(List<Row> rows, Predicate<Enlisted> which) {
    List<Dot> dots = new ArrayList<>();
    for (Row row : rows) {
      if (Enlisted.ifReadable(row.value()).filter(which).isPresent()) {
        dots.add(row.dot());
      }
    }
    return dots;
  }
}
