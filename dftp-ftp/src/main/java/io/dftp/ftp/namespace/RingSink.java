// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ContentAppender;
import io.dftp.ftp.content.ContentWriter;
import io.dftp.ftp.content.FileContent;
import io.dftp.ftp.content.Link;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.Receipt;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.namespace.ContentNaming.Reserved;
import io.dftp.ftp.namespace.DirectoryMap.Place;
import io.dftp.ftp.namespace.DirectoryRoom.CrowdedException;
import io.dftp.ftp.namespace.Entry.FileEntry;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.WallClock;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Condition;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes one upload to the ring: blocks first, the directory row last. Any thread may call, one
 * call at a time.
 */
final class RingSink implements FileSink {

  private static final int MOST_TRIES = 64;

  /** How long the name may take after all bytes are there: the client waits for the answer. */
  private static final Duration PUBLISHING = Duration.ofSeconds(25);

  private final LoopGate gate;
  private final DirectoryMap directories;
  private final WallClock clock;
  private final Target target;
  private final WriteMode mode;
  private final ContentWriter writer;
  private final ContentAppender appender;
  private final Fullness fullness;
  private final CallContext context;

  /** The operation that is to name the content, once there is one. */
  private Optional<Reserved> reserved = Optional.empty();

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
      ContentAppender appender,
      Fullness fullness,
      CallContext context) {
    this.gate = gate;
    this.directories = directories;
    this.clock = clock;
    this.target = target;
    this.mode = mode;
    this.writer = writer;
    this.appender = appender;
    this.fullness = fullness;
    this.context = context;
  }

  @Override
  public CompletableFuture<Void> write(ByteBuffer bytes) {
    // What is not published has not happened.
    return gate.onLoop(FileErrors::ofUnpublished, () -> noted(writer.write(bytes)));
  }

  @Override
  public CompletableFuture<Receipt> commit() {
    return gate.onLoop(FileErrors::ofUnpublished, () -> noted(finish()))
        .thenCompose(
            written -> gate.onLoop(FileErrors::ofChange, () -> noted(publish(written, false))));
  }

  /** Makes all that was received durable. */
  private CompletableFuture<ContentWriter.Written> finish() {
    return writer
        .finish(inlineRoom(), this::place)
        .whenComplete(
            (done, failed) -> {
              if (failed != null) {
                reserved.ifPresent(Reserved::close);
                writer.cancel();
              }
            });
  }

  /** What is appended may be written again together with what is there, and is not named then. */
  private Optional<Link> place() {
    if (mode.kind() != WriteMode.Kind.APPEND) {
      reserved = Optional.of(directories.naming().reserve(target.directory(), target.rowName()));
    }
    return reserved.map(Reserved::link);
  }

  private <T> CompletableFuture<T> noted(CompletableFuture<T> step) {
    return step.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            fullness.note(failure);
          }
        });
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
          return finish().thenCompose(this::keepPrefix);
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
    int most = mostInline();
    int taken = target.before().map(FileContent::inlineBytes).orElse(0);
    return mode.kind() != WriteMode.Kind.OVERWRITE ? most : Math.max(0, most - taken);
  }

  private int mostInline() {
    return directories.crowded().contains(target.directory())
        ? DirectoryRoom.SHORT
        : FileContent.MAX_INLINE_BYTES;
  }

  /** Says whether the directory had no room for the bytes, and remembers that. */
  private boolean findsCrowd(Throwable failure) {
    boolean isCrowded =
        failure instanceof CrowdedException || failure.getCause() instanceof CrowdedException;
    if (isCrowded) {
      directories.crowded().add(target.directory());
    }
    return isCrowded;
  }

  private CompletableFuture<Receipt> publish(ContentWriter.Written written, boolean onlyIfAbsent) {
    Place place = new Place(target.directory(), target.rowName());
    return directories
        .turns()
        .take(place, () -> publishNow(written, onlyIfAbsent))
        .whenComplete(
            (done, failed) -> {
              context.close();
              if (failed != null) {
                directories.naming().released(written.content());
              }
            });
  }

  private CompletableFuture<Receipt> publishNow(
      ContentWriter.Written written, boolean onlyIfAbsent) {
    return mode.kind() == WriteMode.Kind.APPEND
        ? append(written, onlyIfAbsent, mostInline(), MOST_TRIES)
        : put(written, reserved, onlyIfAbsent)
            .exceptionallyCompose(
                failure ->
                    findsCrowd(failure)
                        ? putBeside(written, onlyIfAbsent)
                        : CompletableFuture.failedFuture(failure));
  }

  private CompletableFuture<Receipt> put(
      ContentWriter.Written written, Optional<Reserved> operation, boolean onlyIfAbsent) {
    return change(
        written, rows -> combined(contentOf(rows), written.content()), operation, onlyIfAbsent);
  }

  /** What does not fit beside the name is stored as the bytes of a long file are. */
  private CompletableFuture<Receipt> putBeside(
      ContentWriter.Written written, boolean onlyIfAbsent) {
    return appender
        .append(FileContent.EMPTY, written, 0, context)
        .thenCompose(
            beside ->
                put(beside, Optional.empty(), onlyIfAbsent)
                    .whenComplete(
                        (done, failed) -> {
                          if (failed != null) {
                            directories.naming().released(beside.content());
                          }
                        }));
  }

  /**
   * Puts the file together with what is added, and again if it has become another one meanwhile.
   */
  private CompletableFuture<Receipt> append(
      ContentWriter.Written added, boolean onlyIfAbsent, int maxInlineBytes, int tries) {
    CallContext looking = context.child(PUBLISHING);
    return directories
        .getSettled(target.directory(), target.rowName(), looking)
        .whenComplete((rows, failure) -> looking.close())
        .thenCompose(
            rows -> {
              FileContent before = contentOf(rows);
              return appender
                  .append(before, added, maxInlineBytes, context)
                  .thenCompose(
                      whole ->
                          change(
                                  whole,
                                  now -> {
                                    if (!contentOf(now).equals(before)) {
                                      throw new GrownException();
                                    }
                                    return whole.content();
                                  },
                                  Optional.empty(),
                                  onlyIfAbsent)
                              .whenComplete((done, failed) -> forgetUnnamed(added, whole, failed)));
            })
        .exceptionallyCompose(
            failure -> {
              if (findsCrowd(failure) && maxInlineBytes > DirectoryRoom.SHORT) {
                return append(added, onlyIfAbsent, DirectoryRoom.SHORT, tries);
              }
              return isGrown(failure) && tries > 1
                  ? directories
                      .pause(MOST_TRIES - tries, context)
                      .thenCompose(passed -> append(added, onlyIfAbsent, maxInlineBytes, tries - 1))
                  : CompletableFuture.failedFuture(
                      isGrown(failure)
                          ? new FileError(Kind.FAILED, "The file grows all the time; try again.")
                          : failure);
            });
  }

  /** Of what was written for the file, only what it consists of now has a name. */
  private void forgetUnnamed(
      ContentWriter.Written added, ContentWriter.Written whole, @Nullable Throwable failure) {
    if (failure != null) {
      directories.naming().released(whole.content());
    } else if (!whole.content().contents().containsAll(added.content().contents())) {
      added.content().contents().forEach(directories.naming()::discard);
    }
  }

  private static boolean isGrown(Throwable failure) {
    return failure instanceof GrownException || failure.getCause() instanceof GrownException;
  }

  /** The file is another one than that to whose end bytes were to be added. */
  private static final class GrownException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private CompletableFuture<Receipt> change(
      ContentWriter.Written written,
      Function<NamedRows, FileContent> content,
      Optional<Reserved> operation,
      boolean ifAbsent) {
    ObjectId id = directories.newToken();
    ObjectId token = directories.newToken();
    CallContext publishing = context.child(PUBLISHING);
    return directories
        .change(
            target.directory(),
            target.rowName(),
            rows -> {
              if (ifAbsent && !rows.isEmpty()) {
                throw new FileError(
                    Kind.EXISTS, "Another file has taken the name; nothing was kept.");
              }
              return mutation(
                  rows,
                  content.apply(rows),
                  directories.room().conditions(written.content()),
                  id,
                  token);
            },
            operation,
            publishing)
        .whenComplete((applied, failure) -> publishing.close())
        .thenApply(applied -> receipt(written, applied));
  }

  private Optional<Version> current(NamedRows rows) {
    return rows.name().equals(target.shownName())
        ? rows.shown()
        : rows.hiddenAs(target.shownName());
  }

  private FileContent contentOf(NamedRows rows) {
    return current(rows)
        .map(Version::entry)
        .map(RingFileSystem::fileOf)
        .map(FileEntry::content)
        .orElse(FileContent.EMPTY);
  }

  private Mutation mutation(
      NamedRows rows,
      FileContent content,
      List<Condition> conditions,
      ObjectId id,
      ObjectId token) {
    Optional<Version> old = current(rows);
    Optional<Instant> before = old.map(version -> version.entry().modified());
    FileEntry entry = new FileEntry(token, id, after(before), content);
    List<Dot> removed = old.map(Version::dots).orElse(List.of());
    return new Mutation(conditions, List.of(directories.put(rows.name(), entry)), removed);
  }

  private FileContent combined(FileContent before, FileContent added) {
    if (mode.kind() == WriteMode.Kind.REPLACE) {
      return added;
    }
    if (mode.offset() > before.size()) {
      throw new FileError(Kind.BAD_OFFSET, "The file has become shorter.");
    }
    FileContent all =
        before
            .slice(0, mode.offset())
            .then(added)
            .then(before.slice(mode.offset() + added.size(), Long.MAX_VALUE));
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
