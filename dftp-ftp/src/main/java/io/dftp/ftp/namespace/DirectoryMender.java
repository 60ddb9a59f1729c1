// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.DirectoryMap.Place;
import io.dftp.ftp.namespace.DirectoryMap.WrittenLink;
import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.Hangings.Hanging;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.ftp.namespace.PathWalk.Found;
import io.dftp.runtime.CallContext;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Mends one directory of which two sides of a partition have made something that neither of them
 * wrote: it is removed and yet holds names, it hangs in two places, in none, or below itself, or
 * there are several directories under one of its names.
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
  private final DirectoryMaking making;
  private final DirectoryMoves moves;
  private final DirectoryJoin join;
  private long openEnds;

  DirectoryMender(
      DirectoryMap directories, DirectoryMaking making, DirectoryMoves moves, DirectoryJoin join) {
    this.directories = directories;
    this.making = making;
    this.moves = moves;
    this.join = join;
  }

  /**
   * Returns how often it has changed something so far, or has left something to a move that is
   * under way: there may be more to mend after it.
   */
  long openEnds() {
    return openEnds;
  }

  /** Mends a map if it is that of a directory. */
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
                                    ? link(directory, last.parent(), renamed.get(), context)
                                    : insert(directory, last, last.name(), context))
                        // What it hangs in now holds a name, and may be removed itself.
                        .thenCompose(done -> mend(last.parent(), context)));
  }

  private CompletableFuture<Void> link(
      ObjectId directory, ObjectId parent, String name, CallContext context) {
    openEnds++;
    return directories.link(directory, new Place(parent, name), Optional.empty(), context);
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
                return link(directory, at.parent(), name, context);
              }
              if (rows.isEmpty()) {
                openEnds++;
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
    openEnds++;
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
                          done -> takeDown(place.parent(), place.rows(), place.version(), context));
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

  private CompletableFuture<Void> takeDown(
      ObjectId parent, NamedRows rows, Version version, CallContext context) {
    if (!rows.departing().isEmpty()) {
      throw changed();
    }
    openEnds++;
    return directories
        .mutate(
            parent,
            new Mutation(List.of(DirectoryMap.unchanged(rows)), List.of(), version.dots()),
            context)
        .thenAccept(DirectoryMender::checkApplied);
  }

  private static void checkApplied(MutationResult result) {
    if (result instanceof MutationResult.Refused) {
      throw changed();
    }
  }

  private static FileError changed() {
    return new FileError(Kind.FAILED, "The name was changed meanwhile.");
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
                                throw changed();
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
    openEnds++;
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
                throw changed();
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

  /** Ends moves that were left behind, joins directories of one name, and takes down old names. */
  private CompletableFuture<Void> mendNames(ObjectId directory, CallContext context) {
    return eachName(
        directory,
        "",
        rows ->
            directories
                .getSettled(directory, rows.name(), context)
                .thenCompose(settled -> mendName(directory, settled, context)),
        context);
  }

  private CompletableFuture<Void> mendName(
      ObjectId directory, NamedRows rows, CallContext context) {
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (Version version : rows.versions()) {
      if (version.entry() instanceof DirectoryEntry) {
        all = all.thenCompose(done -> checkName(directory, rows, version, context));
      }
    }
    return rows.versions().size() < 2
        ? all
        : all.thenCompose(done -> directories.getSettled(directory, rows.name(), context))
            .thenCompose(left -> join.join(directory, left, context))
            .thenCompose(joined -> mendAll(joined, context));
  }

  /** Takes the name of a directory down that hangs elsewhere by its own word and that of there. */
  private CompletableFuture<Void> checkName(
      ObjectId parent, NamedRows rows, Version version, CallContext context) {
    ObjectId directory = version.entry().id();
    return directories
        .hangings()
        .of(directory, context)
        .thenCompose(
            places -> {
              boolean here =
                  places.stream()
                      .anyMatch(
                          place ->
                              place.parent().equals(parent)
                                  && place.rows().name().equals(rows.name()));
              // What is on its way is at both places for a moment, and its mover sets its link.
              boolean moves = places.stream().anyMatch(place -> isLeaving(place.version()));
              if (moves) {
                openEnds++;
              }
              if (here || moves) {
                return CompletableFuture.completedFuture(null);
              }
              return places.isEmpty()
                  ? link(directory, parent, rows.name(), context)
                  : takeDown(parent, rows, version, context);
            });
  }

  private static boolean isLeaving(Version version) {
    return version.departure().isPresent();
  }

  private CompletableFuture<Void> mendAll(List<ObjectId> joined, CallContext context) {
    return joined.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : mendNames(joined.get(0), context);
  }

  private CompletableFuture<Void> eachName(
      ObjectId directory,
      String after,
      Function<NamedRows, CompletableFuture<Void>> step,
      CallContext context) {
    return directories
        .scan(directory, after, PAGE, context)
        .thenCompose(
            page -> {
              CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
              for (NamedRows rows : page) {
                if (needsLook(rows)) {
                  all = all.thenCompose(done -> step.apply(rows));
                }
              }
              return page.isEmpty()
                  ? all
                  : all.thenCompose(
                      done -> eachName(directory, page.get(page.size() - 1).name(), step, context));
            });
  }

  private static boolean needsLook(NamedRows rows) {
    return rows.versions().stream()
        .anyMatch(version -> isLeaving(version) || version.entry() instanceof DirectoryEntry);
  }

  private static WrittenLink newest(List<WrittenLink> links) {
    return links.stream().max(Comparator.comparing(WrittenLink::dot)).orElseThrow();
  }
}
