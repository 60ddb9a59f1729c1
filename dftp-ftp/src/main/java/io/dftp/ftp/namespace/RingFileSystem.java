// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ContentAppender;
import io.dftp.ftp.content.ContentReader;
import io.dftp.ftp.content.ContentWriter;
import io.dftp.ftp.content.FileContent;
import io.dftp.ftp.content.Hearing;
import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.content.ReadShare;
import io.dftp.ftp.files.DirectoryPage;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.FileSource;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.Partial;
import io.dftp.ftp.files.Space;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.Entry.FileEntry;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.ftp.namespace.PathWalk.Found;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.reclaim.ReclaimConfig;
import io.dftp.ftp.reclaim.Reclaimer;
import io.dftp.ftp.reclaim.Roster;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.WallClock;
import io.dftp.runtime.Workers;
import io.dftp.store.Mutation;
import io.dftp.store.ObjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The tree of names and files of a ring.
 *
 * <p>A directory is a map of the store by a random id, a name in it a row; the root's id is fixed.
 * So a rename within a directory is one change of one map, whatever is below it. A file's bytes are
 * pieces of contents ({@link FileContent}), and become visible by one row.
 *
 * <p>Rows of one name that were written without knowledge of each other stay both: the newer has
 * the name, the others appear beside it under conflict names, and a change supersedes only the one
 * it was shown. Directories of one name are joined into one. A directory shows the time of its own
 * creation or of {@link #setModified}, not that of changes in it.
 *
 * <p>Any thread may call; the work is done on the event loop, and results complete there.
 */
public final class RingFileSystem implements FileSystem, AutoCloseable {

  /** The map of the root directory, which is born with each ring. */
  public static final ObjectId ROOT = PathWalk.ROOT;

  /**
   * The maps that come into being with a ring: its root, and where moves are announced. Always in
   * this order, so that simulated runs repeat.
   */
  public static final Set<ObjectId> FOUNDING =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(List.of(PathWalk.ROOT, DirectoryMoves.MOVES)));

  private static final Duration OPERATION = Duration.ofSeconds(25);
  private static final Duration TRANSFER = Duration.ofDays(7);

  private final ObjectStore store;
  private final ReadShare reads;
  private final Workers workers;
  private final WallClock clock;
  private final Supplier<CompletableFuture<Long>> usableBytes;
  private final LoopGate gate;
  private final Fullness fullness;
  private final Partial partial;
  private final DirectoryMap directories;
  private final Parts parts;
  private final PathWalk paths;
  private final UploadTargets targets;
  private final DirectoryListing listing;
  private final DirectoryMaking making;
  private final DirectoryRemoval removal;
  private final Renames renames;
  private final TreeMender mender;
  private final Roster roster;
  private final Reclaimer reclaimer;

  /**
   * Creates the tree on a store; every instance on the same ring shows the same tree.
   *
   * @param loop the store's loop
   * @param name the node, as conflict names show it
   * @param usableBytes the room that {@link #space} tells, asked on the loop
   */
  public RingFileSystem(
      ObjectStore store,
      String name,
      EventLoop loop,
      Workers workers,
      WallClock clock,
      Supplier<CompletableFuture<Long>> usableBytes) {
    this(store, name, loop, workers, clock, usableBytes, ReclaimConfig.defaults(), Partial.HIDDEN);
  }

  /**
   * Creates the tree.
   *
   * @param reclaiming how soon space is given back
   * @param partial what becomes of uploads that break off here
   */
  public RingFileSystem(
      ObjectStore store,
      String name,
      EventLoop loop,
      Workers workers,
      WallClock clock,
      Supplier<CompletableFuture<Long>> usableBytes,
      ReclaimConfig reclaiming,
      Partial partial) {
    this(
        store,
        name,
        loop,
        workers,
        clock,
        usableBytes,
        reclaiming,
        partial,
        DirectoryRoom.STANDARD);
  }

  RingFileSystem(
      ObjectStore store,
      String name,
      EventLoop loop,
      Workers workers,
      WallClock clock,
      Supplier<CompletableFuture<Long>> usableBytes,
      ReclaimConfig reclaiming,
      Partial partial,
      DirectoryRoom room) {
    this.store = store;
    this.reads = new ReadShare(store, loop);
    this.workers = workers;
    this.clock = clock;
    this.usableBytes = usableBytes;
    this.partial = partial;
    this.gate = new LoopGate(loop);
    this.fullness = new Fullness(loop);
    this.roster = new Roster(store, PathWalk.ROOT, name);
    this.reclaimer = new Reclaimer(store, roster, ContentNaming::names, loop, reclaiming);
    ContentNaming naming = new ContentNaming(store, roster, reclaimer);
    this.directories = new DirectoryMap(store, naming, ConflictName.writer(name), loop, room);
    this.parts = new Parts(store, directories, clock);
    this.paths = new PathWalk(directories);
    this.targets = new UploadTargets(paths, parts);
    this.listing = new DirectoryListing(directories);
    this.making = new DirectoryMaking(directories, clock);
    this.removal = new DirectoryRemoval(directories, parts);
    Moves moves = new Moves(directories, directories.verdicts(), directories.leaving(), loop);
    DirectoryMoves directoryMoves = new DirectoryMoves(store, directories, moves, loop);
    this.renames = new Renames(directories, paths, moves, directoryMoves);
    DirectoryJoin join = new DirectoryJoin(directories, moves, directoryMoves, removal);
    DirectoryMender one = new DirectoryMender(directories, parts, making, directoryMoves, join);
    this.mender = new TreeMender(store, directories, one, new Hearing(store.hosts(), loop), loop);
  }

  /**
   * Begins to look after the directories that this host is the first for: what two sides of a
   * partition have done to them is brought into one tree.
   */
  public void start() {
    gate.loop()
        .execute(
            () -> {
              mender.start();
              reclaimer.start();
            });
  }

  /** Returns the hosts whose disks may hold what nobody else has; to be used on the loop. */
  public Roster roster() {
    return roster;
  }

  /** Returns who gives back the space of removed files; to be used on the loop. */
  public Reclaimer reclaimer() {
    return reclaimer;
  }

  /** Returns how many directories this host has to look after yet; to be called on the loop. */
  public int toMend() {
    return mender.pending();
  }

  /** Returns what an operator should know, a sentence each; to be called on the loop. */
  public List<String> notes() {
    return Stream.concat(mender.notes().stream(), reclaimer.notes().stream()).toList();
  }

  /**
   * Begins to check the tree; to be called on the loop.
   *
   * @param verify whether hosts read every block
   * @return what is found, as it is found
   */
  public TreeReport check(boolean verify) {
    TreeReport report = new TreeReport();
    new TreeCheck(store, directories, parts, gate.loop(), verify, report).begin(reclaimer);
    return report;
  }

  /** Ends the looking after. */
  @Override
  public void close() {
    gate.loop()
        .execute(
            () -> {
              mender.close();
              reclaimer.close();
            });
  }

  @Override
  public CompletableFuture<FileInfo> stat(FtpPath path) {
    if (path.isRoot()) {
      return CompletableFuture.completedFuture(
          info("", new DirectoryEntry(PathWalk.ROOT, PathWalk.ROOT, Instant.EPOCH)));
    }
    return gate.call(
        OPERATION,
        FileErrors::ofRead,
        context -> paths.find(path, context).thenApply(found -> info(path.name(), found.entry())));
  }

  @Override
  public CompletableFuture<DirectoryPage> list(FtpPath directory, String afterName, int limit) {
    return gate.call(
        OPERATION,
        FileErrors::ofRead,
        context ->
            paths
                .directory(directory, context)
                .thenCompose(id -> listing.page(id, afterName, limit, context)));
  }

  @Override
  public CompletableFuture<DirectoryPage> listOn(
      FtpPath directory, DirectoryPage before, int limit) {
    ObjectId id = idOf(before.directory());
    String last = before.entries().get(before.entries().size() - 1).name();
    return gate.call(
        OPERATION, FileErrors::ofRead, context -> listing.page(id, last, limit, context));
  }

  @Override
  public CompletableFuture<FileSource> openRead(FtpPath path, long offset) {
    return gate.call(
        OPERATION,
        FileErrors::ofRead,
        context -> find(path, context).thenApply(found -> source(path, found, offset)));
  }

  @Override
  public CompletableFuture<FileSink> openWrite(FtpPath path, WriteMode mode) {
    return gate.call(
        OPERATION,
        FileErrors::ofRead,
        context -> {
          checkNotRoot(path);
          fullness.checkRoom();
          return paths
              .directory(path.parent(), context)
              .thenCompose(directory -> targets.find(directory, path.name(), mode, context))
              .thenApply(target -> sink(target, mode));
        });
  }

  @Override
  public CompletableFuture<OptionalLong> part(FtpPath path, String user) {
    return gate.call(
        OPERATION,
        FileErrors::ofRead,
        context -> {
          checkNotRoot(path);
          return paths
              .directory(path.parent(), context)
              .thenCompose(
                  directory -> parts.find(new Parts.Place(directory, path.name(), user), context))
              .thenApply(
                  found ->
                      found
                          .map(part -> OptionalLong.of(part.content().size()))
                          .orElse(OptionalLong.empty()));
        });
  }

  @Override
  public CompletableFuture<Void> makeDirectory(FtpPath path) {
    return gate.call(
        OPERATION,
        FileErrors::ofChange,
        context -> {
          if (path.isRoot()) {
            throw DirectoryMaking.taken();
          }
          return paths
              .directory(path.parent(), context)
              .thenCompose(parent -> making.make(parent, path.name(), context));
        });
  }

  @Override
  public CompletableFuture<Void> removeDirectory(FtpPath path) {
    return gate.call(
        OPERATION,
        FileErrors::ofChange,
        context -> {
          checkNotRoot(path);
          return paths
              .find(path, context)
              .thenCompose(found -> removal.remove(found, path.name(), context));
        });
  }

  @Override
  public CompletableFuture<Void> deleteFile(FtpPath path) {
    return gate.call(
        OPERATION,
        FileErrors::ofChange,
        context ->
            find(path, context)
                .thenCompose(
                    found ->
                        directories.change(
                            found.directory(),
                            found.rows().name(),
                            rows -> {
                              Version version = PathWalk.select(rows, path.name());
                              fileOf(version.entry());
                              return new Mutation(List.of(), List.of(), version.dots());
                            },
                            context))
                .thenAccept(done -> fullness.forget()));
  }

  @Override
  public CompletableFuture<Void> rename(FtpPath from, FtpPath to) {
    return gate.call(
        DirectoryMoves.LONGEST,
        FileErrors::ofChange,
        context -> {
          checkNotRoot(from);
          checkNotRoot(to);
          return renames.rename(from, to, context);
        });
  }

  @Override
  public CompletableFuture<Void> setModified(FtpPath path, Instant modified) {
    return gate.call(
        OPERATION,
        FileErrors::ofChange,
        context -> {
          checkNotRoot(path);
          return paths
              .find(path, context)
              .thenCompose(
                  found ->
                      directories.change(
                          found.directory(),
                          found.rows().name(),
                          rows -> touched(rows, path.name(), modified),
                          context))
              .thenApply(done -> null);
        });
  }

  @Override
  public CompletableFuture<Space> space() {
    return gate.onLoop(
        FileErrors::ofRead,
        () -> usableBytes.get().thenApply(usable -> new Space(Math.max(1, usable), usable)));
  }

  static FileInfo info(String name, Entry entry) {
    return entry instanceof FileEntry file
        ? new FileInfo(
            name, FileInfo.Kind.FILE, file.content().size(), file.modified(), file.id().toString())
        : new FileInfo(name, FileInfo.Kind.DIRECTORY, 0, entry.modified(), entry.id().toString());
  }

  static FileEntry fileOf(Entry entry) {
    if (entry instanceof FileEntry file) {
      return file;
    }
    throw new FileError(Kind.IS_A_DIRECTORY, "Is a directory.");
  }

  /** Reads what {@link ObjectId#toString} wrote. */
  private static ObjectId idOf(String digits) {
    return new ObjectId(
        HexFormat.fromHexDigitsToLong(digits, 0, 16),
        HexFormat.fromHexDigitsToLong(digits, 16, 32));
  }

  private static void checkNotRoot(FtpPath path) {
    if (path.isRoot()) {
      throw new FileError(Kind.NAME_NOT_ALLOWED, "Not possible with the root.");
    }
  }

  private CompletableFuture<Found> find(FtpPath path, CallContext context) {
    if (path.isRoot()) {
      throw new FileError(Kind.IS_A_DIRECTORY, "Is a directory.");
    }
    return paths.find(path, context);
  }

  private FileSource source(FtpPath path, Found found, long offset) {
    FileEntry file = fileOf(found.entry());
    if (offset < 0 || offset > file.content().size()) {
      throw new FileError(Kind.BAD_OFFSET, "The file ends before byte " + offset + ".");
    }
    CallContext context = CallContext.withTimeout(gate.loop(), TRANSFER);
    ContentReader reader = reads.reader(file.content(), offset, context);
    return new RingSource(gate, info(path.name(), file), reader);
  }

  private FileSink sink(RingSink.Target target, WriteMode mode) {
    CallContext context = CallContext.withTimeout(gate.loop(), TRANSFER);
    ContentWriter writer =
        new ContentWriter(store, workers, gate.loop(), reclaimer::discard, context);
    ContentAppender appender = new ContentAppender(store, workers, gate.loop(), reclaimer::discard);
    return new RingSink(
        gate,
        directories,
        parts,
        clock,
        target,
        mode,
        partial,
        writer,
        appender,
        fullness,
        context);
  }

  private Mutation touched(NamedRows rows, String name, Instant modified) {
    Version version = PathWalk.select(rows, name);
    return new Mutation(
        List.of(),
        List.of(
            directories.put(
                rows.name(), version.entry().withModified(directories.newToken(), modified))),
        version.dots());
  }
}
