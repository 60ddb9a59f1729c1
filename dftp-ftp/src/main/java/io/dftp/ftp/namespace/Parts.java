// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import com.google.common.collect.Lists;
import io.dftp.ftp.content.FileContent;
import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.ContentNaming.Reserved;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.WallClock;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Condition;
import io.dftp.store.Mutation.Put;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Parts of uploads that broke off: rows {@code p/<name>/<user>} in the map of the directory that
 * the file was to be in. No name holds a slash, so that no two have the same row. There they move
 * with the directory, go by the same change that gives the file its name, and are seen by nobody
 * who looks for names. A part names its content as a file does. Confined to the event loop.
 */
final class Parts {

  private static final String ROWS = "p/";
  private static final int PAGE = 64;
  private static final int MOST_TRIES = 64;

  private final ObjectStore store;
  private final DirectoryMap directories;
  private final WallClock clock;

  Parts(ObjectStore store, DirectoryMap directories, WallClock clock) {
    this.store = store;
    this.directories = directories;
    this.clock = clock;
  }

  /** Where the part of a user is. */
  record Place(ObjectId directory, String name, String user) {
    String row() {
      return ROWS + name + "/" + user;
    }
  }

  /** Says whether a row is that of a part. */
  static boolean isOfPart(String row) {
    return row.startsWith(ROWS);
  }

  /** Returns the part that the user can go on with. */
  CompletableFuture<Optional<Part>> find(Place place, CallContext context) {
    return get(place, context).thenApply(rows -> rows.current(clock.now()));
  }

  CompletableFuture<PartRows> get(Place place, CallContext context) {
    return store.get(place.directory(), place.row(), context).thenApply(PartRows::of);
  }

  /**
   * Keeps what an upload has brought, in place of older parts of the same user and name.
   *
   * @param began when the upload began
   * @param reserved the name for the first attempt, whose link the content has; it is used or given
   *     up
   * @return whether it is kept: not if there is a part of an upload that began later
   */
  CompletableFuture<Boolean> keep(
      Place place,
      FileContent content,
      Instant began,
      Optional<Reserved> reserved,
      CallContext context) {
    return keep(place, content, began, reserved, context, MOST_TRIES)
        .whenComplete((done, failure) -> reserved.ifPresent(Reserved::close));
  }

  private CompletableFuture<Boolean> keep(
      Place place,
      FileContent content,
      Instant began,
      Optional<Reserved> reserved,
      CallContext context,
      int tries) {
    return get(place, context)
        .thenCompose(
            rows ->
                rows.supersededBy(began).all().size() < rows.all().size()
                    ? CompletableFuture.completedFuture(false)
                    : tryKeep(place, rows, content, began, reserved, context)
                        .thenCompose(
                            result ->
                                result instanceof MutationResult.Refused refused
                                    ? again(place, refused, tries, context)
                                        .thenCompose(
                                            done ->
                                                keep(
                                                    place,
                                                    content,
                                                    began,
                                                    Optional.empty(),
                                                    context,
                                                    tries - 1))
                                    : CompletableFuture.completedFuture(true)));
  }

  private CompletableFuture<MutationResult> tryKeep(
      Place place,
      PartRows rows,
      FileContent content,
      Instant began,
      Optional<Reserved> reserved,
      CallContext context) {
    Part part = new Part(directories.newToken(), content, began, clock.now());
    Condition unchanged =
        rows.all().isEmpty()
            ? new Condition.Absent(place.row())
            : new Condition.Exactly(place.row(), rows.dots());
    Mutation mutation =
        new Mutation(
            List.of(Seals.none(), unchanged),
            List.of(new Put(place.row(), part.encode())),
            rows.dots());
    return directories.naming().write(place.directory(), mutation, rows, reserved, context);
  }

  /** In a directory that is removed nothing is kept. */
  private CompletableFuture<Void> again(
      Place place, MutationResult.Refused refused, int tries, CallContext context) {
    if (tries <= 1) {
      throw new FileError(Kind.FAILED, "The part changes all the time.");
    }
    return refused.failed() == 0
        ? directories.awaitOpen(place.directory(), context)
        : directories.pause(MOST_TRIES - tries, context);
  }

  /** Drops all parts in a directory that was removed. */
  CompletableFuture<Void> dropAll(ObjectId directory, CallContext context) {
    return drop(directory, "", rows -> rows, context);
  }

  /** Drops the parts in a directory whose time is over. */
  CompletableFuture<Void> dropOver(ObjectId directory, CallContext context) {
    return drop(directory, "", rows -> rows.over(clock.now()), context);
  }

  private CompletableFuture<Void> drop(
      ObjectId directory, String after, Function<PartRows, PartRows> which, CallContext context) {
    return store
        .scan(directory, ROWS, after, PAGE, context)
        .thenCompose(
            rows -> {
              if (rows.isEmpty()) {
                return CompletableFuture.completedFuture(null);
              }
              PartRows dropped = which.apply(PartRows.of(rows));
              String last = rows.get(rows.size() - 1).name();
              return drop(directory, dropped, context)
                  .thenCompose(done -> drop(directory, last, which, context));
            });
  }

  private CompletableFuture<Void> drop(ObjectId directory, PartRows dropped, CallContext context) {
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (var some : Lists.partition(dropped.all(), Mutation.MAX_PARTS)) {
      PartRows rows = new PartRows(some);
      Mutation mutation = new Mutation(List.of(), List.of(), rows.dots());
      all =
          all.thenCompose(
              done ->
                  directories
                      .naming()
                      .write(directory, mutation, rows, Optional.empty(), context)
                      .thenApply(result -> null));
    }
    return all;
  }

  /** A part as it is found by who looks at all. */
  record Found(String row, String name, String user, Part part) {}

  /** Returns parts behind that row in the order of their rows; none only at the end. */
  CompletableFuture<List<Found>> scan(ObjectId directory, String after, CallContext context) {
    return store
        .scan(directory, ROWS, after, PAGE, context)
        .thenApply(
            rows -> {
              List<Found> found = new ArrayList<>();
              for (Row row : rows) {
                String[] names = row.name().substring(ROWS.length()).split("/", 2);
                found.add(new Found(row.name(), names[0], names[1], Part.decode(row.value())));
              }
              return found;
            });
  }
}
