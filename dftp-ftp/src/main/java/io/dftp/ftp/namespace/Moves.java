// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.ftp.namespace.PathWalk.Found;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Moves a name from one directory to another: a change of two maps with one winner.
 *
 * <p>First its row is replaced, on condition that it is as it was seen, by one that says where it
 * is on its way to: of all who change that row at the same time one wins, and the others wait for
 * what becomes of it. Then the name is inserted at the target, by a change that also says there
 * that the move has arrived. Then it is removed at the source. A reader may see both names for a
 * moment, never neither. Whatever the mover has left undone, the next one who wants to change the
 * name ends ({@link LeavingNames}). Confined to the event loop.
 */
final class Moves {

  private static final Duration TIDY = Duration.ofSeconds(10);

  private final DirectoryMap directories;
  private final MoveVerdicts verdicts;
  private final LeavingNames leaving;
  private final EventLoop loop;

  Moves(DirectoryMap directories, MoveVerdicts verdicts, LeavingNames leaving, EventLoop loop) {
    this.directories = directories;
    this.verdicts = verdicts;
    this.leaving = leaving;
    this.loop = loop;
  }

  /** What a move does at its target, beside the insertion. */
  interface Arrival {
    /** Returns the versions that it supersedes there, or throws a {@link FileError}. */
    List<Dot> replaces(NamedRows target);

    /** Is called when the name is at both places. */
    CompletableFuture<Void> arrived();
  }

  /**
   * Moves a name.
   *
   * @param departure where to, under a name of the move that is new
   * @return whether it was moved; if not, its row has changed since it was found, or is on its way
   *     elsewhere already
   */
  CompletableFuture<Boolean> move(
      Found found, Departure departure, Arrival arrival, CallContext context) {
    if (!found.rows().departing().isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    return checkTarget(departure, arrival, context)
        .thenCompose(fits -> mark(found, departure, context))
        .exceptionallyCompose(
            // Without its second step the first one is nothing that anybody sees.
            failure -> CompletableFuture.failedFuture(FileErrors.ofUnpublished(failure)))
        .thenCompose(
            marked ->
                marked.isEmpty()
                    ? CompletableFuture.completedFuture(false)
                    : bring(found, departure, arrival, context)
                        .thenCompose(done -> leave(found, marked.get(), arrival, context))
                        .thenApply(done -> tidied(departure)));
  }

  /** A move that is refused leaves no trace: what it wrote would bring back a removed name. */
  private CompletableFuture<Void> checkTarget(
      Departure departure, Arrival arrival, CallContext context) {
    return directories
        .getSettled(departure.to(), departure.toName(), context)
        .thenAccept(arrival::replaces);
  }

  private CompletableFuture<Optional<Dot>> mark(
      Found found, Departure departure, CallContext context) {
    Entry entry = found.entry().withToken(directories.newToken());
    Mutation mutation =
        new Mutation(
            List.of(DirectoryMap.unchanged(found.rows())),
            List.of(directories.put(found.rows().name(), entry, Optional.of(departure))),
            found.version().dots());
    return directories
        .mutate(found.directory(), mutation, context)
        .thenCompose(
            result ->
                result instanceof MutationResult.Refused
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : directories
                        .get(found.directory(), found.rows().name(), context)
                        .thenApply(rows -> Optional.of(dotOf(rows, departure))));
  }

  private static Dot dotOf(NamedRows rows, Departure departure) {
    return rows.departing().stream()
        .filter(version -> version.departure().equals(Optional.of(departure)))
        .map(Version::dot)
        .findFirst()
        .orElseThrow(() -> new FileError(Kind.FAILED, "The move was called off; try again."));
  }

  private CompletableFuture<Void> bring(
      Found found, Departure departure, Arrival arrival, CallContext context) {
    Entry entry = found.entry().withToken(directories.newToken());
    return directories
        .change(
            departure.to(),
            departure.toName(),
            rows ->
                new Mutation(
                    List.of(MoveVerdicts.undecided(departure.move())),
                    List.of(
                        directories.put(departure.toName(), entry),
                        MoveVerdicts.arrived(departure.move())),
                    arrival.replaces(rows)),
            context)
        .<Void>thenApply(done -> null)
        .exceptionallyCompose(
            failure -> notBrought(found, departure, FileErrors.ofChange(failure), context));
  }

  /** Leaves the name where it is, if it certainly did not arrive or can be kept from it. */
  private CompletableFuture<Void> notBrought(
      Found found, Departure departure, FileError error, CallContext context) {
    boolean open = error.kind() == Kind.MAY_HAVE_HAPPENED || error.kind() == Kind.NO_HOLDER;
    CompletableFuture<Boolean> arrived =
        open
            ? verdicts.decide(departure.to(), departure.move(), context)
            : CompletableFuture.completedFuture(false);
    return arrived
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(error))
        .thenCompose(
            so ->
                so
                    ? CompletableFuture.completedFuture(null)
                    : leaving
                        .stay(found.directory(), found.rows().name(), departure.move(), context)
                        .handle((done, failure) -> null)
                        .thenCompose(
                            done ->
                                CompletableFuture.failedFuture(
                                    open
                                        ? new FileError(
                                            Kind.FAILED, "The move was called off.", error)
                                        : error)));
  }

  private CompletableFuture<Void> leave(
      Found found, Dot marked, Arrival arrival, CallContext context) {
    return arrival
        .arrived()
        .thenCompose(done -> leaving.remove(found.directory(), marked, found.entry(), context))
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    new FileError(
                        Kind.MAY_HAVE_HAPPENED,
                        "It is at its new place, and may be at the old one too.",
                        failure)));
  }

  /** Removes the verdict, for which nobody has to wait. */
  private boolean tidied(Departure departure) {
    CallContext context = CallContext.withTimeout(loop, TIDY);
    verdicts
        .forget(departure.to(), departure.move(), context)
        .whenComplete((done, failure) -> context.close());
    return true;
  }
}
