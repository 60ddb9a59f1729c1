// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ContentAppender;
import io.dftp.ftp.content.ContentWriter;
import io.dftp.ftp.content.FileContent;
import io.dftp.ftp.content.Link;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.Partial;
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
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes one upload to the ring: blocks first, the row that names them last. If it breaks off, that
 * is the row of a part. Any thread may call, one call at a time.
 */
final class RingSink implements FileSink {

  private static final int MOST_TRIES = 64;

  /** How long the name may take after all bytes are there: the client waits for the answer. */
  private static final Duration PUBLISHING = Duration.ofSeconds(25);

  private final LoopGate gate;
  private final DirectoryMap directories;
  private final Parts parts;
  private final WallClock clock;
  private final Target target;
  private final WriteMode mode;
  private final Partial partial;
  private final Instant began;
  private final ContentWriter writer;
  private final ContentAppender appender;
  private final Fullness fullness;
  private final CallContext context;

  /** The operation that is to name the content, once there is one. */
  private Optional<Reserved> reserved = Optional.empty();

  /** The parts that the user needs no more when the file is there, once they were asked for. */
  private @Nullable CompletableFuture<PartRows> superseded;

  /**
   * Where the upload goes.
   *
   * @param directory the map of the directory
   * @param rowName the name whose versions it meets
   * @param shownName the name that the client gave, which may be a conflict name
   * @param before the bytes that were there when it began, if there was a file
   * @param part the bytes of the part that it goes on with, if it does
   */
  record Target(
      ObjectId directory,
      String rowName,
      String shownName,
      Optional<FileContent> before,
      Optional<FileContent> part) {

    Target continuing(FileContent found) {
      return new Target(directory, rowName, shownName, before, Optional.of(found));
    }
  }

  RingSink(
      LoopGate gate,
      DirectoryMap directories,
      Parts parts,
      WallClock clock,
      Target target,
      WriteMode mode,
      Partial partial,
      ContentWriter writer,
      ContentAppender appender,
      Fullness fullness,
      CallContext context) {
    this.gate = gate;
    this.directories = directories;
    this.parts = parts;
    this.clock = clock;
    this.target = target;
    this.mode = mode;
    this.partial = partial;
    this.began = clock.now().truncatedTo(ChronoUnit.MILLIS);
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
    return gate.onLoop(
            FileErrors::ofUnpublished,
            () -> {
              superseded = askForParts();
              return noted(finish(DirectoryMap.rowOf(target.rowName())));
            })
        .thenCompose(
            written -> gate.onLoop(FileErrors::ofChange, () -> noted(publish(written, false))));
  }

  /**
   * Makes all that was received durable.
   *
   * @param row that is to name it
   */
  private CompletableFuture<ContentWriter.Written> finish(String row) {
    return writer
        .finish(inlineRoom(), () -> place(row))
        .whenComplete(
            (done, failed) -> {
              if (failed != null) {
                reserved.ifPresent(Reserved::close);
                writer.cancel();
              }
            });
  }

  /** What is added may be written again together with what is there, and is not named then. */
  private Optional<Link> place(String row) {
    if (mode.kind() != WriteMode.Kind.APPEND && target.part().isEmpty()) {
      reserved = Optional.of(directories.naming().reserve(target.directory(), row));
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
          return switch (kept()) {
            case HIDDEN -> finish(partPlace().orElseThrow().row()).thenCompose(this::keepPart);
            case VISIBLE ->
                finish(DirectoryMap.rowOf(target.rowName())).thenCompose(this::keepPrefix);
            case DISCARD -> {
              writer.cancel();
              yield CompletableFuture.completedFuture(null);
            }
          };
        });
  }

  private Partial kept() {
    return mode.kept(
        partial, writer.size(), target.before().isPresent(), target.part().isPresent());
  }

  private Optional<Parts.Place> partPlace() {
    return mode.user().map(user -> new Parts.Place(target.directory(), target.shownName(), user));
  }

  /** Keeps what was received as a part, unless that of a later upload is there. */
  private CompletableFuture<Void> keepPart(ContentWriter.Written written) {
    return target
        .part()
        .map(part -> appender.append(part, written, mostInline(), context))
        .orElseGet(() -> CompletableFuture.completedFuture(written))
        .thenCompose(whole -> keepPart(written, whole))
        .whenComplete(
            (done, failed) -> {
              reserved.ifPresent(Reserved::close);
              context.close();
              if (failed != null) {
                directories.naming().released(written.content());
              }
            });
  }

  private CompletableFuture<Void> keepPart(
      ContentWriter.Written added, ContentWriter.Written whole) {
    CallContext keeping = context.child(PUBLISHING);
    return parts
        .keep(partPlace().orElseThrow(), whole.content(), began, reserved, keeping)
        .whenComplete((kept, failure) -> keeping.close())
        .thenAccept(
            kept -> {
              if (!kept) {
                throw new FileError(Kind.EXISTS, "A later upload has left a part.");
              }
            })
        .whenComplete((done, failed) -> forgetUnnamed(added, whole, failed));
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
    return mode.kind() != WriteMode.Kind.OVERWRITE || target.part().isPresent()
        ? most
        : Math.max(0, most - taken);
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
              reserved.ifPresent(Reserved::close);
              context.close();
              if (failed != null) {
                directories.naming().released(written.content());
              }
            });
  }

  private CompletableFuture<Receipt> publishNow(
      ContentWriter.Written written, boolean onlyIfAbsent) {
    int most = mostInline();
    return publishNow(written, onlyIfAbsent, most)
        .exceptionallyCompose(
            failure ->
                findsCrowd(failure) && most > DirectoryRoom.SHORT
                    ? publishNow(written, onlyIfAbsent, DirectoryRoom.SHORT)
                    : CompletableFuture.failedFuture(failure));
  }

  /** Does the same; what is longer than that is stored as the bytes of a long file are. */
  private CompletableFuture<Receipt> publishNow(
      ContentWriter.Written written, boolean onlyIfAbsent, int maxInlineBytes) {
    CompletableFuture<PartRows> asked = superseded == null ? askForParts() : superseded;
    superseded = asked;
    return asked.thenCompose(
        old -> {
          if (target.part().isPresent()) {
            return goOn(target.part().get(), written, old, onlyIfAbsent, maxInlineBytes);
          }
          if (mode.kind() == WriteMode.Kind.APPEND) {
            return append(written, old, onlyIfAbsent, maxInlineBytes, MOST_TRIES);
          }
          return written.content().inlineBytes() <= maxInlineBytes
              ? put(written, old, reserved, onlyIfAbsent)
              : putBeside(written, old, onlyIfAbsent, maxInlineBytes);
        });
  }

  private CompletableFuture<Receipt> put(
      ContentWriter.Written written,
      PartRows old,
      Optional<Reserved> operation,
      boolean onlyIfAbsent) {
    return change(
        written,
        rows -> combined(contentOf(rows), written.content()),
        old,
        operation,
        onlyIfAbsent);
  }

  private CompletableFuture<Receipt> putBeside(
      ContentWriter.Written written, PartRows old, boolean onlyIfAbsent, int maxInlineBytes) {
    return appender
        .append(FileContent.EMPTY, written, maxInlineBytes, context)
        .thenCompose(
            beside ->
                put(beside, old, Optional.empty(), onlyIfAbsent)
                    .whenComplete(
                        (done, failed) -> {
                          if (failed != null) {
                            directories.naming().released(beside.content());
                          }
                        }));
  }

  /** Asks for the parts that give way to the whole file. */
  private CompletableFuture<PartRows> askForParts() {
    if (partPlace().isEmpty()) {
      return CompletableFuture.completedFuture(PartRows.NONE);
    }
    CallContext asking = context.child(PUBLISHING);
    return parts
        .get(partPlace().get(), asking)
        .whenComplete((rows, failure) -> asking.close())
        .thenApply(rows -> rows.supersededBy(began));
  }

  /** Puts the part that it went on with together with what was added. */
  private CompletableFuture<Receipt> goOn(
      FileContent part,
      ContentWriter.Written added,
      PartRows old,
      boolean onlyIfAbsent,
      int maxInlineBytes) {
    return appender
        .append(part, added, maxInlineBytes, context)
        .thenCompose(
            whole ->
                change(whole, now -> whole.content(), old, Optional.empty(), onlyIfAbsent)
                    .whenComplete((done, failed) -> forgetUnnamed(added, whole, failed)));
  }

  /**
   * Puts the file together with what is added, and again if it has become another one meanwhile.
   */
  private CompletableFuture<Receipt> append(
      ContentWriter.Written added,
      PartRows old,
      boolean onlyIfAbsent,
      int maxInlineBytes,
      int tries) {
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
                                  old,
                                  Optional.empty(),
                                  onlyIfAbsent)
                              .whenComplete((done, failed) -> forgetUnnamed(added, whole, failed)));
            })
        .exceptionallyCompose(
            failure ->
                isGrown(failure) && tries > 1
                    ? directories
                        .pause(MOST_TRIES - tries, context)
                        .thenCompose(
                            passed -> append(added, old, onlyIfAbsent, maxInlineBytes, tries - 1))
                    : CompletableFuture.failedFuture(
                        isGrown(failure)
                            ? new FileError(Kind.FAILED, "The file grows all the time; try again.")
                            : failure));
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
      PartRows old,
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
              return mutation(rows, content.apply(rows), written.content(), old, id, token);
            },
            operation,
            publishing)
        .whenComplete(
            (applied, failure) -> {
              publishing.close();
              directories.naming().released(old.contents());
            })
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
      FileContent added,
      PartRows parts,
      ObjectId id,
      ObjectId token) {
    Optional<Version> old = current(rows);
    Optional<Instant> before = old.map(version -> version.entry().modified());
    FileEntry entry = new FileEntry(token, id, after(before), content);
    List<Dot> removed = new ArrayList<>(old.map(Version::dots).orElse(List.of()));
    removed.addAll(parts.dots());
    return new Mutation(
        directories.room().conditions(added),
        List.of(directories.put(rows.name(), entry)),
        removed);
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
