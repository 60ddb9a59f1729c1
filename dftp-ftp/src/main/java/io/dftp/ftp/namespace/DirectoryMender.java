// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.namespace.DirectoryMap.WrittenLink;
import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.Hangings.Hanging;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.ftp.namespace.PathWalk.Found;
import io.dftp.runtime.CallContext;
import io.dftp.store.Mutation;
import io.dftp.store.ObjectId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Mends one directory of which two sides of a partition have made something that neither of them
 * wrote: it is removed and yet holds names, it hangs in two places, in none, or below itself, or
 * there are several directories under one of its names ({@link NameMender}).
 *
 * <p>What is done follows from the rows alone, and is conditional on them: all hosts come to the
 * same tree, also when several mend at once, and what is healthy is left alone. Confined to the
 * event loop.
 */
final class DirectoryMender {

  private static final String LOST_AND_FOUND = "lost+found";
  private static final int PAGE = 256;
  private static final int ID_DIGITS = 8;

  private final DirectoryMap directories;
  private final Parts parts;
  private final DirectoryMaking making;
  private final DirectoryMoves moves;
  private final NameMender names;
  private final MendingSteps steps;

  DirectoryMender(
      DirectoryMap directories,
      Parts parts,
      DirectoryMaking making,
      DirectoryMoves moves,
      DirectoryJoin join) {
    this.directories = directories;
    this.parts = parts;
    this.making = making;
    this.moves = moves;
    this.steps = new MendingSteps(directories);
    this.names = new NameMender(directories, join, steps);
  }

  /** Returns how often there was something to mend so far: there may be more after it. */
  long openEnds() {
    return steps.taken();
  }

  /** Mends a map if it is that of a directory, and drops old parts of uploads in it. */
  CompletableFuture<Void> mend(ObjectId map, CallContext context) {
    return directories
        .latestLinks(map, context)
        .thenCompose(
            links ->
                map.equals(PathWalk.ROOT)
                    ? mendNames(map, context)
                    : links.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : mendPlace(map, links, context)
                            .thenCompose(done -> mendNames(map, context)));
  }

  private CompletableFuture<Void> mendNames(ObjectId directory, CallContext context) {
    return names.mend(directory, context).thenCompose(done -> parts.dropOver(directory, context));
  }

  private CompletableFuture<Void> mendPlace(
      ObjectId directory, List<WrittenLink> links, CallContext context) {
    return directories
        .hangings()
        .of(directory, links, context)
        .thenCompose(
            places ->
                places.isEmpty()
                    ? hangUp(directory, links, context)
                    : keepOne(directory, links, places, context))
        .thenCompose(done -> openIfUsed(directory, context))
        .thenCompose(done -> breakCircle(directory, context));
  }

  /** Gives a directory that hangs nowhere its name back, if it holds any names itself. */
  private CompletableFuture<Void> hangUp(
      ObjectId directory, List<WrittenLink> links, CallContext context) {
    ParentLink last = newest(links).link();
    return directories
        .scan(directory, "", 1, context)
        .thenCompose(
            names ->
                names.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : nameIn(last.parent(), directory, "", context)
                        .thenCompose(
                            renamed ->
                                renamed.isPresent()
                                    ? steps.link(directory, last.parent(), renamed.get(), context)
                                    : insert(directory, last, last.name(), context))
                        // What it hangs in now holds a name, and may be removed itself.
                        .thenCompose(done -> mend(last.parent(), context)));
  }

  /** Looks whether the parent names the directory otherwise than its link says. */
  private CompletableFuture<Optional<String>> nameIn(
      ObjectId parent, ObjectId directory, String after, CallContext context) {
    return directories
        .scan(parent, after, PAGE, context)
        .thenCompose(
            page -> {
              Optional<String> name =
                  page.stream()
                      .filter(rows -> rows.names(directory))
                      .map(NamedRows::name)
                      .findFirst();
              return page.isEmpty() || name.isPresent()
                  ? CompletableFuture.completedFuture(name)
                  : nameIn(parent, directory, page.get(page.size() - 1).name(), context);
            });
  }

  /** Inserts it also where no names should go any more: then that comes back too. */
  private CompletableFuture<Void> insert(
      ObjectId directory, ParentLink at, String name, CallContext context) {
    return directories
        .get(at.parent(), name, context)
        .thenCompose(
            rows -> {
              if (rows.names(directory)) {
                return steps.link(directory, at.parent(), name, context);
              }
              if (rows.isEmpty()) {
                steps.note();
                return directories
                    .mutate(at.parent(), insertion(directory, rows), context)
                    .thenCompose(done -> insert(directory, at, name, context));
              }
              if (!name.equals(at.name())) {
                throw DirectoryMaking.taken();
              }
              return insert(directory, at, marked(name, directory), context);
            });
  }

  private Mutation insertion(ObjectId directory, NamedRows rows) {
    return new Mutation(
        List.of(DirectoryMap.unchanged(rows)),
        List.of(directories.put(rows.name(), making.entry(directory))),
        List.of());
  }

  private static String marked(String name, ObjectId directory) {
    return ConflictName.marked(name, directory.toString().substring(0, ID_DIGITS));
  }

  /** Leaves one of several places: one that is reached from the root, the newest link of those. */
  private CompletableFuture<Void> keepOne(
      ObjectId directory, List<WrittenLink> links, List<Hanging> places, CallContext context) {
    if (places.size() == 1 && links.size() == 1) {
      return CompletableFuture.completedFuture(null);
    }
    steps.note();
    return reached(places, context)
        .thenCompose(
            reached -> {
              List<Hanging> from = reached.isEmpty() ? places : reached;
              Hanging kept =
                  from.stream()
                      .max(Comparator.comparing(place -> place.link().dot()))
                      .orElseThrow();
              CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
              for (Hanging place : places) {
                if (!place.isSameName(kept)) {
                  all =
                      all.thenCompose(
                          done ->
                              steps.takeDown(
                                  place.parent(), place.rows(), place.version(), context));
                }
              }
              ParentLink link = directories.linkTo(kept.link().place());
              return all.thenCompose(done -> directories.relink(directory, links, link, context))
                  .thenApply(done -> null);
            });
  }

  private CompletableFuture<List<Hanging>> reached(List<Hanging> places, CallContext context) {
    List<Hanging> reached = new ArrayList<>();
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (Hanging place : places) {
      all =
          all.thenCompose(
                  done -> climb(place.version().entry().id(), place.parent(), List.of(), context))
              .thenAccept(
                  circle -> {
                    if (circle.isEmpty()) {
                      reached.add(place);
                    }
                  });
    }
    return all.thenApply(done -> reached);
  }

  /** Takes the seals off a directory that holds names all the same. */
  private CompletableFuture<Void> openIfUsed(ObjectId directory, CallContext context) {
    return directories
        .seals()
        .isSealed(directory, context)
        .thenCompose(
            closed ->
                closed
                    ? directories.scan(directory, "", 1, context)
                    : CompletableFuture.completedFuture(List.<NamedRows>of()))
        .thenCompose(
            names ->
                names.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : directories
                        .seals()
                        .awaitOpen(directory, context)
                        .thenAccept(
                            open -> {
                              if (!open) {
                                throw MendingSteps.changed();
                              }
                            }));
  }

  /**
   * Hangs one directory of a circle where the root reaches it: of all in it that of the least id.
   */
  private CompletableFuture<Void> breakCircle(ObjectId directory, CallContext context) {
    return directories
        .hangings()
        .of(directory, context)
        .thenCompose(
            places ->
                places.isEmpty()
                    ? CompletableFuture.completedFuture(List.<ObjectId>of())
                    : climb(directory, places.get(0).parent(), List.of(directory), context))
        .thenCompose(
            circle ->
                circle.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : rescue(new TreeSet<>(circle).first(), context));
  }

  /**
   * Goes up to the root.
   *
   * @param below those that were passed, the first of them where it began
   * @return the circle if it leads back to where it began; else nothing
   */
  private CompletableFuture<List<ObjectId>> climb(
      ObjectId start, ObjectId at, List<ObjectId> below, CallContext context) {
    if (at.equals(start)) {
      return CompletableFuture.completedFuture(below.isEmpty() ? List.of(start) : below);
    }
    // A circle that the start is not part of is found by those who are.
    if (at.equals(PathWalk.ROOT) || below.contains(at)) {
      return CompletableFuture.completedFuture(List.of());
    }
    List<ObjectId> passed = new ArrayList<>(below);
    passed.add(at);
    return directories
        .hangings()
        .of(at, context)
        .thenCompose(
            places ->
                places.isEmpty()
                    ? CompletableFuture.completedFuture(List.<ObjectId>of())
                    : climb(start, places.get(0).parent(), passed, context));
  }

  private CompletableFuture<Void> rescue(ObjectId directory, CallContext context) {
    steps.note();
    return lostAndFound(context)
        .thenCompose(
            target ->
                directories
                    .hangings()
                    .of(directory, context)
                    .thenCompose(
                        places ->
                            places.isEmpty()
                                ? CompletableFuture.completedFuture(false)
                                : rescue(directory, places.get(0), target, context)))
        .thenAccept(
            moved -> {
              if (!moved) {
                throw MendingSteps.changed();
              }
            });
  }

  private CompletableFuture<Boolean> rescue(
      ObjectId directory, Hanging place, ObjectId target, CallContext context) {
    Found found = new Found(place.parent(), place.rows(), place.version());
    return directories
        .get(target, place.rows().name(), context)
        .thenCompose(
            rows ->
                moves.move(
                    found,
                    target,
                    rows.isEmpty() ? rows.name() : marked(rows.name(), directory),
                    context));
  }

  private CompletableFuture<ObjectId> lostAndFound(CallContext context) {
    return directories
        .get(PathWalk.ROOT, LOST_AND_FOUND, context)
        .thenCompose(
            rows -> {
              Optional<ObjectId> known =
                  rows.shown()
                      .map(Version::entry)
                      .filter(DirectoryEntry.class::isInstance)
                      .map(Entry::id);
              return known
                  .map(CompletableFuture::completedFuture)
                  .orElseGet(
                      () ->
                          making
                              .make(PathWalk.ROOT, LOST_AND_FOUND, context)
                              .thenCompose(made -> lostAndFound(context)));
            });
  }

  private static WrittenLink newest(List<WrittenLink> links) {
    return links.stream().max(Comparator.comparing(WrittenLink::dot)).orElseThrow();
  }
}
