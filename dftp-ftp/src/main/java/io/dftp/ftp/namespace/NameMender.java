// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.Hangings.Hanging;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.runtime.CallContext;
import io.dftp.store.ObjectId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Mends the names in one directory. Confined to the event loop. */
final class NameMender {

  private static final int PAGE = 256;

  private final DirectoryMap directories;
  private final DirectoryJoin join;
  private final MendingSteps steps;

  NameMender(DirectoryMap directories, DirectoryJoin join, MendingSteps steps) {
    this.directories = directories;
    this.join = join;
    this.steps = steps;
  }

  /** Ends moves that were left behind, joins directories of one name, and takes down old names. */
  CompletableFuture<Void> mend(ObjectId directory, CallContext context) {
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
            .thenCompose(left -> joinOrWait(directory, left, context));
  }

  /** One that hangs elsewhere too may leave this name, and would take with it what was joined. */
  private CompletableFuture<Void> joinOrWait(
      ObjectId directory, NamedRows rows, CallContext context) {
    return hangElsewhere(directory, rows, context)
        .thenCompose(
            elsewhere -> {
              if (elsewhere) {
                steps.note();
                return CompletableFuture.completedFuture(null);
              }
              return join.join(directory, rows, context)
                  .thenCompose(joined -> mendAll(joined, context));
            });
  }

  private CompletableFuture<Boolean> hangElsewhere(
      ObjectId parent, NamedRows rows, CallContext context) {
    CompletableFuture<Boolean> any = CompletableFuture.completedFuture(false);
    for (Version version : rows.versions()) {
      if (version.entry() instanceof DirectoryEntry entry) {
        any =
            any.thenCompose(
                found ->
                    found
                        ? CompletableFuture.completedFuture(true)
                        : directories
                            .hangings()
                            .of(entry.id(), context)
                            .thenApply(
                                places ->
                                    !places.stream()
                                        .allMatch(place -> isAt(place, parent, rows.name()))));
      }
    }
    return any;
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
              boolean here = places.stream().anyMatch(place -> isAt(place, parent, rows.name()));
              // What is on its way is at both places for a moment, and its mover sets its link.
              boolean moves = places.stream().anyMatch(place -> isLeaving(place.version()));
              if (moves) {
                steps.note();
              }
              if (here || moves) {
                return CompletableFuture.completedFuture(null);
              }
              return places.isEmpty()
                  ? steps.link(directory, parent, rows.name(), context)
                  : steps.takeDown(parent, rows, version, context);
            });
  }

  private static boolean isAt(Hanging place, ObjectId parent, String name) {
    return place.parent().equals(parent) && place.rows().name().equals(name);
  }

  private static boolean isLeaving(Version version) {
    return version.departure().isPresent();
  }

  private CompletableFuture<Void> mendAll(List<ObjectId> joined, CallContext context) {
    return joined.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : mend(joined.get(0), context);
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
}
