// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The rows of directories: {@code n/<name>} for each name, {@code ".."} for the link to the parent,
 * {@code sealed} in one that is being removed. Confined to the event loop.
 */
final class DirectoryMap {

  private static final String NAMES = "n/";
  private static final String PARENT = "..";
  private static final String SEALED = "sealed";
  private static final int MOST_TRIES = 16;

  private final ObjectStore store;
  private final EventLoop loop;

  DirectoryMap(ObjectStore store, EventLoop loop) {
    this.store = store;
    this.loop = loop;
  }

  /** A change of the versions of one name, made of what they are now. */
  interface Change {
    Mutation of(NamedRows current);
  }

  ObjectId newToken() {
    return ObjectId.random(loop.random());
  }

  CompletableFuture<NamedRows> get(ObjectId directory, String name, CallContext context) {
    return store.get(directory, NAMES + name, context).thenApply(rows -> NamedRows.of(name, rows));
  }

  /** Returns names after that one in their order; none only at the end. */
  CompletableFuture<List<NamedRows>> scan(
      ObjectId directory, String after, int limit, CallContext context) {
    return store
        .scan(directory, NAMES, after.isEmpty() ? "" : NAMES + after, limit, context)
        .thenApply(DirectoryMap::grouped);
  }

  /**
   * Changes the versions of a name, and tries again with what they have become if they changed
   * meanwhile. Fails with {@code NOT_FOUND} if the directory is being removed.
   */
  CompletableFuture<MutationResult.Applied> change(
      ObjectId directory, String name, Change change, CallContext context) {
    return get(directory, name, context)
        .thenCompose(rows -> tryChange(directory, rows, change, context, MOST_TRIES));
  }

  /** Adds a row under the name; the conditions are those of {@link #unchanged}. */
  static Put put(String name, Entry entry) {
    return new Put(NAMES + name, entry.encode());
  }

  /** Returns the condition that a name has exactly these versions. */
  static Condition unchanged(NamedRows rows) {
    return rows.isEmpty()
        ? new Condition.Absent(NAMES + rows.name())
        : new Condition.Exactly(NAMES + rows.name(), rows.dots());
  }

  /** Returns the condition that the directory is not being removed. */
  static Condition notSealed() {
    return new Condition.Absent(SEALED);
  }

  CompletableFuture<MutationResult> mutate(
      ObjectId directory, Mutation mutation, CallContext context) {
    return store.mutate(directory, mutation, context);
  }

  /** Writes where the directory hangs, in place of what it says now. */
  CompletableFuture<MutationResult> link(
      ObjectId directory, ObjectId parent, String name, CallContext context) {
    return store
        .get(directory, PARENT, context)
        .thenCompose(
            old ->
                store.mutate(
                    directory,
                    new Mutation(
                        List.of(),
                        List.of(new Put(PARENT, new ParentLink(newToken(), parent, name).encode())),
                        dots(old)),
                    context));
  }

  /** Returns the directories above; more than one if a partition left several links. */
  CompletableFuture<List<ObjectId>> parents(ObjectId directory, CallContext context) {
    return store
        .get(directory, PARENT, context)
        .thenApply(
            rows -> rows.stream().map(row -> ParentLink.decode(row.value()).parent()).toList());
  }

  /**
   * Closes an empty directory to new names; fails with {@code NOT_EMPTY} if it is not empty.
   *
   * @return the seal, to be taken off again by {@link #unseal}
   */
  CompletableFuture<Bytes> seal(ObjectId directory, CallContext context) {
    Bytes seal = Bytes.utf8(newToken().toString());
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
        .thenApply(rows -> rows.stream().filter(row -> row.value().equals(seal)).toList())
        .thenCompose(
            own ->
                own.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : store
                        .mutate(directory, new Mutation(List.of(), List.of(), dots(own)), context)
                        .thenApply(done -> null));
  }

  private CompletableFuture<MutationResult.Applied> tryChange(
      ObjectId directory, NamedRows rows, Change change, CallContext context, int tries) {
    Mutation wanted = change.of(rows);
    List<Condition> conditions = new ArrayList<>(List.of(notSealed(), unchanged(rows)));
    conditions.addAll(wanted.conditions());
    return store
        .mutate(directory, new Mutation(conditions, wanted.puts(), wanted.removes()), context)
        .thenCompose(
            result -> {
              if (result instanceof MutationResult.Applied applied) {
                return CompletableFuture.completedFuture(applied);
              }
              MutationResult.Refused refused = (MutationResult.Refused) result;
              if (refused.failed() == 0) {
                throw FileErrors.notFound();
              }
              if (tries <= 1) {
                throw new FileError(Kind.FAILED, "The name changes all the time; try again.");
              }
              return refused.failed() == 1
                  ? tryChange(
                      directory,
                      NamedRows.of(rows.name(), refused.current()),
                      change,
                      context,
                      tries - 1)
                  : get(directory, rows.name(), context)
                      .thenCompose(now -> tryChange(directory, now, change, context, tries - 1));
            });
  }

  private static List<NamedRows> grouped(List<Row> rows) {
    List<NamedRows> names = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= rows.size(); i++) {
      if (i == rows.size() || !rows.get(i).name().equals(rows.get(from).name())) {
        String name = rows.get(from).name().substring(NAMES.length());
        names.add(NamedRows.of(name, rows.subList(from, i)));
        from = i;
      }
    }
    return names;
  }

  private static List<Dot> dots(List<Row> rows) {
    return rows.stream().map(Row::dot).toList();
  }
}
