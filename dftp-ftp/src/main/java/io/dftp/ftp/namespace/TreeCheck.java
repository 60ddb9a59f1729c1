// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ContentCheck;
import io.dftp.ftp.content.ContentCheck.Health;
import io.dftp.ftp.content.FileContent;
import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.namespace.DirectoryMap.WrittenLink;
import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.Entry.FileEntry;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.ftp.namespace.TreeReport.Fault;
import io.dftp.ftp.reclaim.Reclaimer;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.store.MapUnknownException;
import io.dftp.store.ObjectId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Walks the whole tree once, and looks whether each directory is known and hangs where it is found,
 * and whether the bytes of each file, and of each part of an upload, are on as many hosts as they
 * should be. It changes nothing. Confined to the event loop.
 */
final class TreeCheck {

  private static final int PAGE = 64;
  private static final Duration ONE = Duration.ofSeconds(30);

  /** One content may have many blocks that are all read. */
  private static final Duration CONTENT = Duration.ofHours(12);

  private final ObjectStore store;
  private final DirectoryMap directories;
  private final Parts parts;
  private final ContentCheck contents;
  private final EventLoop loop;
  private final boolean verify;
  private final TreeReport report;
  private final Deque<Place> waiting = new ArrayDeque<>();
  private final Set<ObjectId> seen = new HashSet<>();

  private record Place(ObjectId directory, String path) {}

  /**
   * Creates a check.
   *
   * @param verify whether hosts read every block
   * @param report into which it writes
   */
  TreeCheck(
      ObjectStore store,
      DirectoryMap directories,
      Parts parts,
      EventLoop loop,
      boolean verify,
      TreeReport report) {
    this.store = store;
    this.directories = directories;
    this.parts = parts;
    this.contents = new ContentCheck(store);
    this.loop = loop;
    this.verify = verify;
    this.report = report;
  }

  /** Walks, and hears in the end whether all copies are equal; then the report is finished. */
  void begin(Reclaimer all) {
    seen.add(PathWalk.ROOT);
    waiting.add(new Place(PathWalk.ROOT, "/"));
    next()
        .thenCompose(walked -> all.heardAll())
        .whenComplete(
            (missing, failure) -> {
              if (failure != null) {
                report.add(Fault.NOT_COMPARED, "/", "it is not known which hosts there are");
              } else {
                missing.forEach(
                    (host, why) -> report.add(Fault.NOT_COMPARED, "/", host + " " + why));
              }
              report.finish();
            });
  }

  private CompletableFuture<Void> next() {
    Place place = waiting.poll();
    if (place == null) {
      return CompletableFuture.completedFuture(null);
    }
    report.directory();
    return page(place, "")
        .thenCompose(done -> parts(place, ""))
        .thenCompose(done -> onLoop())
        .thenCompose(done -> next());
  }

  /** Parts of uploads name contents too, and their users count on them. */
  private CompletableFuture<Void> parts(Place place, String after) {
    return within(ONE, context -> parts.scan(place.directory(), after, context))
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                return CompletableFuture.completedFuture(null);
              }
              String last = found.get(found.size() - 1).row();
              return each(
                      found.iterator(),
                      one ->
                          contents(
                              place,
                              one.row(),
                              place.path() + one.name() + " (part of " + one.user() + ")",
                              one.part().content()))
                  .thenCompose(done -> parts(place, last));
            })
        .exceptionally(
            failure -> {
              note(place.path(), failure, "parts of uploads in the directory");
              return null;
            });
  }

  private CompletableFuture<Void> page(Place place, String after) {
    return within(ONE, context -> directories.scan(place.directory(), after, PAGE, context))
        .thenCompose(
            names -> {
              if (names.isEmpty()) {
                return CompletableFuture.completedFuture(null);
              }
              String last = names.get(names.size() - 1).name();
              return each(names.iterator(), name -> look(place, name))
                  .thenCompose(done -> page(place, last));
            })
        .exceptionally(
            failure -> {
              note(place.path(), failure, "the directory");
              return null;
            });
  }

  private CompletableFuture<Void> look(Place place, NamedRows names) {
    return each(
        names.versions().iterator(),
        version -> {
          String name =
              names.shown().filter(version::equals).isPresent()
                  ? names.name()
                  : names.conflictName(version);
          String path = place.path() + name;
          return version.entry() instanceof FileEntry file
              ? file(place, names, path, file.content())
              : directory(place, names, version, path + "/");
        });
  }

  private CompletableFuture<Void> directory(
      Place place, NamedRows names, Version version, String path) {
    DirectoryEntry entry = (DirectoryEntry) version.entry();
    if (!seen.add(entry.id())) {
      if (version.departure().isEmpty()) {
        report.add(Fault.ADRIFT, path, "it hangs in more than one place");
      }
      return CompletableFuture.completedFuture(null);
    }
    waiting.add(new Place(entry.id(), path));
    return within(ONE, context -> directories.links(entry.id(), context))
        .thenAccept(
            links -> {
              boolean moves = version.departure().isPresent();
              if (!moves && !hangs(links, place.directory(), names.name())) {
                report.add(Fault.ADRIFT, path, "it does not know that it hangs here");
              }
            })
        .exceptionally(
            failure -> {
              note(path, failure, "where it hangs");
              return null;
            });
  }

  private static boolean hangs(List<WrittenLink> links, ObjectId parent, String name) {
    return links.stream()
        .anyMatch(link -> link.link().parent().equals(parent) && link.link().name().equals(name));
  }

  private CompletableFuture<Void> file(
      Place place, NamedRows names, String path, FileContent content) {
    report.file();
    return contents(place, DirectoryMap.rowOf(names.name()), path, content);
  }

  private CompletableFuture<Void> contents(
      Place place, String row, String path, FileContent content) {
    return each(
        content.contents().iterator(),
        id ->
            within(CONTENT, context -> contents.check(id, place.directory(), row, verify, context))
                .thenAccept(health -> judge(path, content.reachIn(id), health))
                .exceptionally(
                    failure -> {
                      note(path, failure, "its content");
                      return null;
                    }));
  }

  private void judge(String path, long needed, Health health) {
    report.blocks(health.blocks());
    if (health.ended()) {
      report.add(Fault.LOST, path, "its bytes were given back");
    } else if (health.bytes() < needed) {
      report.add(
          Fault.LOST, path, "only " + health.bytes() + " of " + needed + " bytes are listed");
    } else if (!health.missing().isEmpty()) {
      report.add(Fault.LOST, path, "blocks " + health.missing() + " are on no host");
    } else if (health.fewest() < store.replicas()) {
      report.add(
          Fault.FEW_COPIES,
          path,
          "some blocks are on " + health.fewest() + " of " + store.replicas() + " hosts");
    }
    if (!health.linked()) {
      report.add(Fault.UNLINKED, path, "its content does not know that it is named");
    }
  }

  private void note(String path, Throwable failure, String what) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause.getCause() instanceof WireFormatException) {
      report.add(Fault.UNREADABLE, path, what + " cannot be read: " + cause.getMessage());
    } else if (cause instanceof MapUnknownException) {
      report.add(Fault.UNKNOWN, path, what + " is not known to any host that can be reached");
    } else {
      report.add(Fault.UNKNOWN, path, what + " could not be looked at: " + cause.getMessage());
    }
  }

  /** One after the other. */
  private <T> CompletableFuture<Void> each(
      Iterator<T> rest, Function<T, CompletableFuture<Void>> work) {
    return rest.hasNext()
        ? work.apply(rest.next()).thenCompose(done -> each(rest, work))
        : CompletableFuture.completedFuture(null);
  }

  private <T> CompletableFuture<T> within(
      Duration limit, Function<CallContext, CompletableFuture<T>> work) {
    CallContext context = CallContext.withTimeout(loop, limit);
    return work.apply(context).whenComplete((done, failure) -> context.close());
  }

  /** Lets others have the loop in between, and the stack not grow with the tree. */
  private CompletableFuture<Void> onLoop() {
    CompletableFuture<Void> later = new CompletableFuture<>();
    loop.execute(() -> later.complete(null));
    return later;
  }
}
