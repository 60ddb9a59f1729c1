// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.ContentNaming.Reserved;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The rows of directories: {@code n/<name>} for each name, {@code ".."} for the link to the parent,
 * {@code sealed} in one that is being removed; beside them are those of {@link Parts}. Confined to
 * the event loop.
 */
final class DirectoryMap {

  private static final String NAMES = "n/";
  private static final String PARENT = "..";

  /** No directory has such a row; that it is not there is told of a copy that lacks nothing. */
  private static final String NEVER = "never";

  private static final int MOST_TRIES = 64;

  /** So many who want the same may go on at once; then each waits a little, by chance. */
  private static final int HASTY_TRIES = 4;

  private static final int MOST_PAUSE_MILLIS = 200;

  private final ObjectStore store;
  private final ContentNaming naming;
  private final String writer;
  private final EventLoop loop;
  private final Hangings hangings;
  private final Seals seals;
  private final MoveVerdicts verdicts;
  private final LeavingNames leaving;
  private final Turns turns;
  private final DirectoryRoom room;
  private final CrowdedDirectories crowded;
  private Consumer<ObjectId> whenOdd = directory -> {};

  /**
   * Creates the view of a store.
   *
   * @param writer how this node is called in the rows that it writes
   * @param room that each directory has
   */
  DirectoryMap(
      ObjectStore store, ContentNaming naming, String writer, EventLoop loop, DirectoryRoom room) {
    this.naming = naming;
    this.writer = writer;
    this.store = store;
    this.loop = loop;
    this.room = room;
    this.crowded = new CrowdedDirectories(loop);
    this.turns = new Turns(loop);
    this.hangings = new Hangings(this);
    this.seals = new Seals(store, this, hangings, loop);
    this.verdicts = new MoveVerdicts(store);
    this.leaving = new LeavingNames(this, verdicts, loop);
  }

  ContentNaming naming() {
    return naming;
  }

  /** Returns the name of the rows of a name. */
  static String rowOf(String name) {
    return NAMES + name;
  }

  /** Says whether a row is that of a name. */
  static boolean isOfName(String row) {
    return row.startsWith(NAMES);
  }

  Hangings hangings() {
    return hangings;
  }

  Seals seals() {
    return seals;
  }

  MoveVerdicts verdicts() {
    return verdicts;
  }

  Turns turns() {
    return turns;
  }

  DirectoryRoom room() {
    return room;
  }

  CrowdedDirectories crowded() {
    return crowded;
  }

  LeavingNames leaving() {
    return leaving;
  }

  /** A change of the versions of one name, made of what they are now. */
  interface Change {
    Mutation of(NamedRows current);
  }

  ObjectId newToken() {
    return ObjectId.random(loop.random());
  }

  CompletableFuture<NamedRows> get(ObjectId directory, String name, CallContext context) {
    return store
        .get(directory, NAMES + name, context)
        .thenApply(rows -> seen(directory, NamedRows.of(name, rows)));
  }

  /** Returns the versions of a name once none of them is on its way to another directory. */
  CompletableFuture<NamedRows> getSettled(ObjectId directory, String name, CallContext context) {
    return get(directory, name, context)
        .thenCompose(
            rows ->
                rows.departing().isEmpty()
                    ? CompletableFuture.completedFuture(rows)
                    : leaving.awaitNone(directory, name, context));
  }

  /** Returns names after that one in their order; none only at the end. */
  CompletableFuture<List<NamedRows>> scan(
      ObjectId directory, String after, int limit, CallContext context) {
    return store
        .scan(directory, NAMES, after.isEmpty() ? "" : NAMES + after, limit, context)
        .thenApply(
            rows -> {
              List<NamedRows> names = grouped(rows);
              names.forEach(name -> seen(directory, name));
              return names;
            });
  }

  /** Names the one who is told directories in which something was met that should be mended. */
  void onOdd(Consumer<ObjectId> listener) {
    whenOdd = listener;
  }

  private NamedRows seen(ObjectId directory, NamedRows rows) {
    if (rows.isSplit()) {
      whenOdd.accept(directory);
    }
    rows.departing().forEach(version -> leaving.watch(directory, rows.name(), version));
    return rows;
  }

  /**
   * Changes the versions of a name, and tries again with what they have become if they changed
   * meanwhile. Waits for what becomes of versions that are on their way elsewhere. Fails with
   * {@code NOT_FOUND} if the directory is removed meanwhile, and with {@code FAILED} if a condition
   * of the change itself does not hold; a seal that was left behind is taken off.
   */
  CompletableFuture<MutationResult.Applied> change(
      ObjectId directory, String name, Change change, CallContext context) {
    return change(directory, name, change, Optional.empty(), context);
  }

  /**
   * Does the same.
   *
   * @param reserved the name for the first attempt; it is used or given up
   */
  CompletableFuture<MutationResult.Applied> change(
      ObjectId directory,
      String name,
      Change change,
      Optional<Reserved> reserved,
      CallContext context) {
    return getSettled(directory, name, context)
        .thenCompose(rows -> tryChange(directory, rows, change, reserved, context, MOST_TRIES))
        .whenComplete((done, failure) -> reserved.ifPresent(Reserved::close));
  }

  /** Adds a row under the name; the conditions are those of {@link #unchanged}. */
  Put put(String name, Entry entry) {
    return put(name, entry, Optional.empty());
  }

  /** Adds a row under the name that is on its way elsewhere. */
  Put put(String name, Entry entry, Optional<Departure> departure) {
    return new Put(NAMES + name, new NameRow(entry, writer, departure).encode());
  }

  /** Returns the condition that a name has exactly these versions. */
  static Condition unchanged(NamedRows rows) {
    return rows.isEmpty()
        ? new Condition.Absent(NAMES + rows.name())
        : new Condition.Exactly(NAMES + rows.name(), rows.dots());
  }

  CompletableFuture<MutationResult> mutate(
      ObjectId directory, Mutation mutation, CallContext context) {
    return store.mutate(directory, mutation, context);
  }

  /** Brings a new directory into being, which hangs there. */
  CompletableFuture<MutationResult> create(
      ObjectId directory, ObjectId parent, String name, CallContext context) {
    Put link = new Put(PARENT, linkTo(new Place(parent, name)).encode());
    return store.create(directory, new Mutation(List.of(), List.of(link), List.of()), context);
  }

  /**
   * Writes where the directory hangs, in place of what it says of places where it does not hang any
   * more. Nothing is written if it does not hang there either: then the one who moved it on writes
   * where it went.
   *
   * @param left the place that it leaves, and that names it yet
   */
  CompletableFuture<Void> link(
      ObjectId directory, Place at, Optional<Place> left, CallContext context) {
    return link(directory, at, left, context, MOST_TRIES);
  }

  private CompletableFuture<Void> link(
      ObjectId directory, Place at, Optional<Place> left, CallContext context, int tries) {
    if (tries == 0) {
      return CompletableFuture.failedFuture(
          new FileError(Kind.FAILED, "The directory is moved all the time; try again."));
    }
    return links(directory, context)
        .thenCompose(
            old ->
                get(at.parent(), at.name(), context)
                    .thenCompose(
                        rows ->
                            rows.names(directory)
                                ? relink(directory, old, at, left, context)
                                : CompletableFuture.completedFuture(true)))
        .thenCompose(
            written ->
                written
                    ? CompletableFuture.completedFuture(null)
                    : link(directory, at, left, context, tries - 1));
  }

  /** A place of which it says so, and that names it, stays until it is taken down there. */
  private CompletableFuture<Boolean> relink(
      ObjectId directory,
      List<WrittenLink> old,
      Place at,
      Optional<Place> left,
      CallContext context) {
    List<WrittenLink> elsewhere =
        old.stream()
            .filter(link -> !link.place().equals(at) && !left.equals(Optional.of(link.place())))
            .toList();
    return hangings
        .of(directory, elsewhere, context)
        .thenCompose(
            places -> {
              List<Dot> kept = places.stream().map(place -> place.link().dot()).toList();
              if (!kept.isEmpty()) {
                whenOdd.accept(directory);
              }
              List<Dot> past =
                  old.stream().map(WrittenLink::dot).filter(dot -> !kept.contains(dot)).toList();
              return relink(directory, old, past, linkTo(at), context);
            });
  }

  /** Writes where the directory hangs, in place of what was read, if that is still so. */
  CompletableFuture<Boolean> relink(
      ObjectId directory, List<WrittenLink> old, ParentLink link, CallContext context) {
    return relink(directory, old, old.stream().map(WrittenLink::dot).toList(), link, context);
  }

  private CompletableFuture<Boolean> relink(
      ObjectId directory,
      List<WrittenLink> old,
      List<Dot> past,
      ParentLink link,
      CallContext context) {
    Mutation mutation =
        new Mutation(
            List.of(new Condition.Exactly(PARENT, old.stream().map(WrittenLink::dot).toList())),
            List.of(new Put(PARENT, link.encode())),
            past);
    return store
        .mutate(directory, mutation, context)
        .thenApply(MutationResult.Applied.class::isInstance);
  }

  /** Where a directory hangs, by one row of its map. */
  record WrittenLink(Dot dot, ParentLink link) {
    Place place() {
      return new Place(link.parent(), link.name());
    }
  }

  /** A name in a directory. */
  record Place(ObjectId parent, String name) {}

  /** Returns where the directory hangs; in more than one place after two sides have moved it. */
  CompletableFuture<List<WrittenLink>> links(ObjectId directory, CallContext context) {
    return store
        .get(directory, PARENT, context)
        .thenApply(
            rows ->
                rows.stream()
                    .map(row -> new WrittenLink(row.dot(), ParentLink.decode(row.value())))
                    .toList());
  }

  /**
   * Returns the same for those who conclude something from it. Fails with {@code NO_HOLDER} where
   * only a copy can be read that may be older than the latest move: it would say where the
   * directory hung then.
   */
  CompletableFuture<List<WrittenLink>> latestLinks(ObjectId directory, CallContext context) {
    return links(directory, context)
        .thenCompose(links -> store.get(directory, NEVER, context).thenApply(nothing -> links));
  }

  /** Returns where a directory hangs under that name there. */
  ParentLink linkTo(Place place) {
    return new ParentLink(newToken(), place.parent(), place.name());
  }

  private CompletableFuture<MutationResult.Applied> tryChange(
      ObjectId directory,
      NamedRows rows,
      Change change,
      Optional<Reserved> reserved,
      CallContext context,
      int tries) {
    Mutation wanted = change.of(rows);
    List<Condition> conditions = new ArrayList<>(List.of(Seals.none(), unchanged(rows)));
    conditions.addAll(wanted.conditions());
    conditions.addAll(room.conditions(wanted));
    Mutation whole = new Mutation(conditions, wanted.puts(), wanted.removes());
    return naming
        .write(directory, whole, List.of(rows), reserved, context)
        .thenCompose(
            result -> {
              if (result instanceof MutationResult.Applied applied) {
                return CompletableFuture.completedFuture(applied);
              }
              MutationResult.Refused refused = (MutationResult.Refused) result;
              if (tries <= 1) {
                throw new FileError(Kind.FAILED, "The name changes all the time; try again.");
              }
              room.refusal(conditions.get(refused.failed()))
                  .ifPresent(
                      reason -> {
                        throw reason;
                      });
              if (refused.failed() > 1) {
                throw new FileError(Kind.FAILED, "It was changed meanwhile; try again.");
              }
              return (refused.failed() == 0
                      ? awaitOpen(directory, context)
                      : pause(MOST_TRIES - tries, context))
                  .thenCompose(done -> getSettled(directory, rows.name(), context))
                  .thenCompose(
                      now ->
                          tryChange(directory, now, change, Optional.empty(), context, tries - 1));
            });
  }

  /** Lets others go first, so that all who want to change one name do not meet again. */
  CompletableFuture<Void> pause(int failures, CallContext context) {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    if (failures < HASTY_TRIES || context.isCancelled()) {
      passed.complete(null);
    } else {
      int most = Math.min(MOST_PAUSE_MILLIS, failures * failures);
      loop.schedule(
          Duration.ofMillis(1 + loop.random().nextInt(most)), () -> passed.complete(null));
    }
    return passed;
  }

  /** Waits until nobody is removing the directory; fails with {@code NOT_FOUND} if it is gone. */
  CompletableFuture<Void> awaitOpen(ObjectId directory, CallContext context) {
    return seals
        .awaitOpen(directory, context)
        .thenAccept(
            open -> {
              if (!open) {
                throw FileErrors.notFound();
              }
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
}
