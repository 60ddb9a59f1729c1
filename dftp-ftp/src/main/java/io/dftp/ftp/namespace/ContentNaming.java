// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.FileContent;
import io.dftp.ftp.content.Link;
import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.namespace.Entry.FileEntry;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.ftp.reclaim.Reclaimer;
import io.dftp.ftp.reclaim.Roster;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Put;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.OperationId;
import io.dftp.store.ReplicatedStore;
import io.dftp.store.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Writes rows that name contents, each only after the content has a link to the row. A new version
 * of a name needs no link to what the name stands for already, on condition that it still does when
 * the new version is written. What a change takes a name from is told to the {@link Reclaimer}.
 * Confined to the event loop.
 */
final class ContentNaming {

  private final ObjectStore store;
  private final Roster roster;
  private final Reclaimer reclaimer;

  ContentNaming(ObjectStore store, Roster roster, Reclaimer reclaimer) {
    this.store = store;
    this.roster = roster;
    this.reclaimer = reclaimer;
  }

  /** Says whether a row of a directory names the content. */
  static boolean names(Row row, ObjectId content) {
    return contents(row.name(), row.value()).contains(content);
  }

  /** An operation with one put that has its name before it is known what it puts. */
  final class Reserved {
    private final ObjectId directory;
    private final OperationId operation;
    private final Link link;
    private boolean open = true;

    private Reserved(ObjectId directory, String rowName) {
      this.directory = directory;
      this.operation = store.name(directory, 1);
      this.link = new Link(directory, rowName, operation.dot(0));
    }

    /** Returns the link that a content which it is to name has to have. */
    Link link() {
      return link;
    }

    /** Gives it up, unless it was used. */
    void close() {
      if (open) {
        open = false;
        store.unused(directory, operation);
      }
    }
  }

  /** Names the next operation on a directory, which is to put that row. */
  Reserved reserve(ObjectId directory, String row) {
    return new Reserved(directory, row);
  }

  /**
   * Changes a directory.
   *
   * @param mutation on condition that the names are as they were seen
   * @param seen the names that it puts or removes versions of, as they were seen
   * @param reserved the name for it, if there is one; every content that it puts and that is new
   *     under its name has the link of that already
   */
  CompletableFuture<MutationResult> write(
      ObjectId directory,
      Mutation mutation,
      List<NamedRows> seen,
      Optional<Reserved> reserved,
      CallContext context) {
    return write(
        directory,
        mutation,
        put -> added(put, seen),
        () -> released(mutation, seen),
        reserved,
        context);
  }

  /**
   * Changes the parts of one user and name.
   *
   * @param mutation on condition that the parts are as they were seen if it puts one; it removes
   *     all that were seen
   */
  CompletableFuture<MutationResult> write(
      ObjectId directory,
      Mutation mutation,
      PartRows seen,
      Optional<Reserved> reserved,
      CallContext context) {
    return write(
        directory,
        mutation,
        put -> {
          Set<ObjectId> added = new HashSet<>(contents(put.name(), put.value()));
          added.removeAll(seen.contents());
          return added;
        },
        () -> reclaimer.released(seen.contents()),
        reserved,
        context);
  }

  private CompletableFuture<MutationResult> write(
      ObjectId directory,
      Mutation mutation,
      Function<Put, Set<ObjectId>> added,
      Runnable released,
      Optional<Reserved> reserved,
      CallContext context) {
    return roster
        .enlist(context)
        .thenCompose(enlisted -> perform(directory, mutation, added, reserved, context))
        .whenComplete(
            (result, failure) -> {
              // What may have happened may have taken a name.
              if (!(result instanceof MutationResult.Refused)) {
                released.run();
              }
            });
  }

  private CompletableFuture<MutationResult> perform(
      ObjectId directory,
      Mutation mutation,
      Function<Put, Set<ObjectId>> newTo,
      Optional<Reserved> reserved,
      CallContext context) {
    if (reserved.isPresent()) {
      reserved.get().open = false;
      return store.mutate(directory, reserved.get().operation, mutation, context);
    }
    List<Set<ObjectId>> added = mutation.puts().stream().map(newTo).toList();
    if (added.stream().allMatch(Set::isEmpty)) {
      return store.mutate(directory, mutation, context);
    }
    OperationId operation = store.name(directory, mutation.puts().size());
    List<CompletableFuture<Void>> links = new ArrayList<>();
    for (int i = 0; i < added.size(); i++) {
      Link link = new Link(directory, mutation.puts().get(i).name(), operation.dot(i));
      added.get(i).forEach(content -> links.add(link(content, link, context)));
    }
    return CompletableFuture.allOf(links.toArray(CompletableFuture[]::new))
        .whenComplete(
            (linked, failure) -> {
              if (failure != null) {
                store.unused(directory, operation);
              }
            })
        .thenCompose(linked -> store.mutate(directory, operation, mutation, context));
  }

  private CompletableFuture<Void> link(ObjectId content, Link link, CallContext context) {
    Mutation linking =
        new Mutation(List.of(ReplicatedStore.notEnded()), List.of(link.put()), List.of());
    return store
        .mutate(content, linking, context)
        .thenAccept(
            result -> {
              if (result instanceof MutationResult.Refused) {
                throw new DftpException(
                    Outcome.DID_NOT_HAPPEN, "the file was removed, and its space given back");
              }
            });
  }

  /** Returns the contents that the put names and its name does not stand for already. */
  private static Set<ObjectId> added(Put put, List<NamedRows> seen) {
    Set<ObjectId> added = new HashSet<>(contents(put.name(), put.value()));
    for (NamedRows rows : seen) {
      if (DirectoryMap.rowOf(rows.name()).equals(put.name())) {
        rows.versions().forEach(version -> added.removeAll(contents(version.entry())));
      }
    }
    return added;
  }

  /** What lost a name may have no other. */
  private void released(Mutation mutation, List<NamedRows> seen) {
    for (NamedRows rows : seen) {
      for (Version version : rows.versions()) {
        if (mutation.removes().contains(version.dot())) {
          released(version.entry());
        }
      }
    }
  }

  /** Tells that some name of it is gone. */
  void released(Entry entry) {
    reclaimer.released(contents(entry));
  }

  /** Tells that it was written for a name that it did not get. */
  void released(FileContent content) {
    released(content.contents());
  }

  /** Tells that some name of these contents is gone. */
  void released(Set<ObjectId> contents) {
    reclaimer.released(contents);
  }

  /** Ends a content that has no link. */
  void discard(ObjectId content) {
    reclaimer.discard(content);
  }

  private static Set<ObjectId> contents(String row, Bytes value) {
    if (Parts.isOfPart(row)) {
      return Part.decode(value).content().contents();
    }
    return DirectoryMap.isOfName(row) ? contents(NameRow.decode(value).entry()) : Set.of();
  }

  private static Set<ObjectId> contents(Entry entry) {
    return entry instanceof FileEntry file ? file.content().contents() : Set.of();
  }
}
