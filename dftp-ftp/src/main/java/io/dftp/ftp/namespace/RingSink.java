// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ContentWriter;
import io.dftp.ftp.content.FileContent;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.Receipt;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.namespace.Entry.FileEntry;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.WallClock;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Writes one upload to the ring: blocks first, the directory row last. Any thread may call, one
 * call at a time.
 */
final class RingSink implements FileSink {

  private final LoopGate gate;
  private final DirectoryMap directories;
  private final WallClock clock;
  private final Target target;
  private final WriteMode mode;
  private final ContentWriter writer;
  private final CallContext context;

  /**
   * Where the upload goes.
   *
   * @param directory the map of the directory
   * @param rowName the name whose versions it meets
   * @param shownName the name that the client gave, which may be a conflict name
   * @param before the bytes that were there when it began, if there was a file
   */
  record Target(
      ObjectId directory, String rowName, String shownName, Optional<FileContent> before) {}

  RingSink(
      LoopGate gate,
      DirectoryMap directories,
      WallClock clock,
      Target target,
      WriteMode mode,
      ContentWriter writer,
      CallContext context) {
    this.gate = gate;
    this.directories = directories;
    this.clock = clock;
    this.target = target;
    this.mode = mode;
    this.writer = writer;
    this.context = context;
  }

  @Override
  public CompletableFuture<Void> write(ByteBuffer bytes) {
    // What is not published has not happened.
    return gate.onLoop(FileErrors::ofUnpublished, () -> writer.write(bytes));
  }

  @Override
  public CompletableFuture<Receipt> commit() {
    return gate.onLoop(
            FileErrors::ofUnpublished,
            () -> writer.finish(inlineRoom()).whenComplete((done, failed) -> endIf(failed)))
        .thenCompose(written -> gate.onLoop(FileErrors::ofChange, () -> publish(written, false)));
  }

  @Override
  public CompletableFuture<Void> abort() {
    return gate.onLoop(
        FileErrors::ofChange,
        () -> {
          writer.dropWaiting();
          if (target.before().isPresent() || writer.size() == 0) {
            writer.cancel();
            return CompletableFuture.completedFuture(null);
          }
          return writer
              .finish(inlineRoom())
              .whenComplete((done, failed) -> endIf(failed))
              .thenCompose(this::keepPrefix);
        });
  }

  /** Shows what was received, unless another file has taken the name meanwhile. */
  private CompletableFuture<Void> keepPrefix(ContentWriter.Written written) {
    return publish(written, true)
        .handle((kept, failure) -> failure)
        .thenCompose(
            failure ->
                failure == null || isTaken(failure)
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(failure));
  }

  private static boolean isTaken(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof FileError error && error.kind() == Kind.EXISTS;
  }

  private int inlineRoom() {
    int taken = target.before().map(FileContent::inlineBytes).orElse(0);
    return mode.kind() == WriteMode.Kind.REPLACE
        ? FileContent.MAX_INLINE_BYTES
        : Math.max(0, FileContent.MAX_INLINE_BYTES - taken);
  }

  private void endIf(Throwable failed) {
    if (failed != null) {
      writer.cancel();
    }
  }

  private CompletableFuture<Receipt> publish(ContentWriter.Written written, boolean onlyIfAbsent) {
    ObjectId id = directories.newToken();
    ObjectId token = directories.newToken();
    return directories
        .change(
            target.directory(),
            target.rowName(),
            rows -> {
              if (onlyIfAbsent && !rows.isEmpty()) {
                throw new FileError(
                    Kind.EXISTS, "Another file has taken the name; nothing was kept.");
              }
              return mutation(rows, written.content(), id, token);
            },
            context)
        .whenComplete((done, failed) -> context.close())
        .thenApply(applied -> receipt(written, applied));
  }

  private Mutation mutation(NamedRows rows, FileContent added, ObjectId id, ObjectId token) {
    Optional<Version> old =
        rows.name().equals(target.shownName()) ? rows.shown() : rows.hiddenAs(target.shownName());
    Optional<FileEntry> oldFile = old.map(Version::entry).map(RingFileSystem::fileOf);
    FileContent before = oldFile.map(FileEntry::content).orElse(FileContent.EMPTY);
    FileEntry entry =
        new FileEntry(token, id, after(oldFile.map(FileEntry::modified)), combined(before, added));
    List<Dot> removed = old.map(Version::dots).orElse(List.of());
    return new Mutation(List.of(), List.of(DirectoryMap.put(rows.name(), entry)), removed);
  }

  private FileContent combined(FileContent before, FileContent added) {
    FileContent all =
        switch (mode.kind()) {
          case REPLACE -> added;
          case APPEND -> before.then(added);
          case OVERWRITE -> {
            if (mode.offset() > before.size()) {
              throw new FileError(Kind.BAD_OFFSET, "The file has become shorter.");
            }
            yield before
                .slice(0, mode.offset())
                .then(added)
                .then(before.slice(mode.offset() + added.size(), Long.MAX_VALUE));
          }
        };
    if (all.inlineBytes() > FileContent.MAX_INLINE_BYTES) {
      throw new FileError(Kind.FAILED, "The file was changed meanwhile; try again.");
    }
    return all;
  }

  /** Later than the version it supersedes, whatever the clock says. */
  private Instant after(Optional<Instant> superseded) {
    Instant now = clock.now();
    return superseded
        .map(before -> before.plusMillis(1))
        .filter(later -> later.isAfter(now))
        .orElse(now);
  }

  private static Receipt receipt(ContentWriter.Written written, MutationResult.Applied published) {
    int copies = Math.min(written.copies(), published.copies());
    String hosts = published.wanted() == 1 ? " host." : " hosts.";
    return new Receipt(
        copies,
        copies >= published.wanted()
            ? "Stored on " + copies + (copies == 1 ? " host." : " hosts.")
            : "Stored on " + copies + " of " + published.wanted() + hosts);
  }
}
