// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.cluster.ClusterNode;
import io.dftp.examples.tree.TreeClients.UnderWay;
import io.dftp.ftp.files.DirectoryPage;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.sim.SimulatedHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One client of a {@link TreeTrial}: asks one thing after the other, through one host or another,
 * and sometimes goes on without waiting for the answer.
 */
final class TreeClient {

  private static final Duration NO_HOST = Duration.ofMillis(100);
  private static final int IMPATIENCE_MILLIS = 400;
  private static final int SHORT = 30;
  private static final int LONG = 900;

  /** So many cells an upload that resumes writes over at most, and at least beyond them. */
  private static final int OVERLAP = 20;

  private static final int PAGE = 2;
  private static final Instant TIMES = Instant.parse("2026-01-01T00:00:00Z");

  private final String name;
  private final TreeClients world;
  private final RandomGenerator random;
  private Optional<SimulatedHost<ClusterNode>> asked = Optional.empty();
  private boolean waiting;

  TreeClient(String name, TreeClients world) {
    this.name = name;
    this.world = world;
    this.random = world.random();
  }

  /** Acts after that time, if it may then. */
  void later(Duration time) {
    if (!waiting) {
      waiting = true;
      world.simulation().schedule(time, this::act);
    }
  }

  private void act() {
    waiting = false;
    if (!world.mayBegin()) {
      return;
    }
    asked = world.gateway(asked);
    if (asked.isEmpty()) {
      later(NO_HOST);
    } else if (random.nextInt(3) == 0) {
      useRegister();
    } else {
      useTree();
    }
  }

  private void useRegister() {
    String path = world.ways().register();
    int kind = random.nextInt(100);
    if (kind < 30) {
      store(path);
    } else if (kind < 42) {
      append(path);
    } else if (kind < 50) {
      resume(path);
    } else if (kind < 65) {
      delete(path);
    } else if (kind < 70) {
      touch(path);
    } else if (kind < 92) {
      read(path);
    } else {
      list(Ways.REGISTERS);
    }
  }

  private void useTree() {
    Ways ways = world.ways();
    int kind = random.nextInt(100);
    if (kind < 20) {
      store(ways.file());
    } else if (kind < 25) {
      append(ways.file());
    } else if (kind < 28) {
      resume(ways.file());
    } else if (kind < 31) {
      breakOff(ways.file());
    } else if (kind < 37) {
      delete(ways.file());
    } else if (kind < 42) {
      String path = ways.file();
      rename(TreeOperation.RENAME_FILE, path, ways.fileBeside(path));
    } else if (kind < 51) {
      rename(TreeOperation.MOVE_FILE, ways.file(), ways.fileElsewhere());
    } else if (kind < 55) {
      String path = ways.directory();
      rename(TreeOperation.RENAME_DIRECTORY, path, ways.directoryBeside(path));
    } else if (kind < 61) {
      rename(TreeOperation.MOVE_DIRECTORY, ways.directory(), ways.directoryElsewhere());
    } else if (kind < 73) {
      make(ways.directory());
    } else if (kind < 80) {
      remove(ways.directory());
    } else if (kind < 84) {
      touch(ways.any());
    } else if (kind < 93) {
      read(ways.file());
    } else {
      list(random.nextInt(3) == 0 ? "/" : ways.directory());
    }
  }

  private void store(String path) {
    Upload upload = upload(TreeOperation.STORE, 0, length());
    upload(path, upload, tree -> tree.openWrite(FtpPath.of(path), WriteMode.replace()));
  }

  private void append(String path) {
    Upload upload = upload(TreeOperation.APPEND, 0, 1 + random.nextInt(SHORT));
    upload(path, upload, tree -> tree.openWrite(FtpPath.of(path), WriteMode.append()));
  }

  private void breakOff(String path) {
    Upload upload = upload(TreeOperation.BREAK_OFF, 0, length());
    int sent = 1 + random.nextInt(upload.cells());
    ask(
        TreeOperation.BREAK_OFF,
        path,
        "",
        upload.write(),
        0,
        tree ->
            tree.openWrite(FtpPath.of(path), WriteMode.replace())
                .thenCompose(
                    sink ->
                        sink.write(upload.bytes(0, sent))
                            .handle((taken, failure) -> sink.abort())
                            .thenCompose(abort -> abort)
                            // What was received may be kept or not.
                            .thenApply(aborted -> new Answer.Open(false))));
  }

  /** Goes on some way before the end of the file that it finds, far beyond it. */
  private void resume(String path) {
    int write = world.nextWrite();
    int over = random.nextInt(OVERLAP);
    int cells = OVERLAP + SHORT + random.nextInt(SHORT);
    ask(
        TreeOperation.RESUME,
        path,
        "",
        write,
        0,
        tree ->
            tree.stat(FtpPath.of(path))
                .handle(
                    (info, failure) -> {
                      if (failure != null && errorOf(failure).kind() != Kind.NOT_FOUND) {
                        throw errorOf(failure);
                      }
                      int size = failure == null ? (int) info.size() / Upload.CELL : 0;
                      return Math.max(0, size - over);
                    })
                .thenCompose(
                    offset -> {
                      Upload upload = new Upload(write, TreeOperation.RESUME, offset, cells);
                      world.uploads(upload);
                      WriteMode mode = WriteMode.overwriteFrom((long) offset * Upload.CELL);
                      return tree.openWrite(FtpPath.of(path), mode)
                          .thenCompose(sink -> send(sink, upload));
                    }));
  }

  private Upload upload(TreeOperation operation, int offset, int cells) {
    Upload upload = new Upload(world.nextWrite(), operation, offset, cells);
    world.uploads(upload);
    return upload;
  }

  private int length() {
    return 1 + random.nextInt(random.nextInt(4) == 0 ? LONG : SHORT);
  }

  private void upload(
      String path, Upload upload, Function<FileSystem, CompletableFuture<FileSink>> open) {
    ask(
        upload.operation(),
        path,
        "",
        upload.write(),
        0,
        tree -> open.apply(tree).thenCompose(sink -> send(sink, upload)));
  }

  private static CompletableFuture<Answer> send(FileSink sink, Upload upload) {
    int half = upload.cells() / 2;
    CompletableFuture<Void> sent = sink.write(upload.bytes(0, half));
    return sent.thenCompose(first -> sink.write(upload.bytes(half, upload.cells())))
        .handle(
            (all, failure) ->
                failure == null
                    ? sink.commit().<Answer>thenApply(receipt -> new Answer.Done())
                    // What was received may be kept or not.
                    : sink.abort().<Answer>thenApply(aborted -> new Answer.Open(false)))
        .thenCompose(answer -> answer);
  }

  private void delete(String path) {
    change(TreeOperation.DELETE, path, "", 0, tree -> tree.deleteFile(FtpPath.of(path)));
  }

  private void rename(TreeOperation operation, String from, String to) {
    change(operation, from, to, 0, tree -> tree.rename(FtpPath.of(from), FtpPath.of(to)));
  }

  private void make(String path) {
    change(TreeOperation.MAKE, path, "", 0, tree -> tree.makeDirectory(FtpPath.of(path)));
  }

  private void remove(String path) {
    change(TreeOperation.REMOVE, path, "", 0, tree -> tree.removeDirectory(FtpPath.of(path)));
  }

  private void touch(String path) {
    Instant time =
        TIMES.plus(world.simulation().now()).plusSeconds(random.nextInt(-600, 600)).plusMillis(1);
    Instant kept = Instant.ofEpochMilli(time.toEpochMilli());
    change(
        TreeOperation.TOUCH,
        path,
        "",
        kept.toEpochMilli(),
        tree -> tree.setModified(FtpPath.of(path), kept));
  }

  private void change(
      TreeOperation operation,
      String path,
      String target,
      long modified,
      Function<FileSystem, CompletableFuture<Void>> work) {
    ask(
        operation,
        path,
        target,
        -1,
        modified,
        tree -> work.apply(tree).thenApply(done -> new Answer.Done()));
  }

  private void read(String path) {
    ask(
        TreeOperation.READ,
        path,
        "",
        -1,
        0,
        tree ->
            FileReading.whole(tree, FtpPath.of(path))
                .thenApply(read -> new Answer.Content(read.info().id(), read.text())));
  }

  private void list(String path) {
    FtpPath directory = FtpPath.of(path);
    ask(
        TreeOperation.LIST,
        path,
        "",
        -1,
        0,
        tree ->
            tree.list(directory, "", PAGE)
                .thenCompose(
                    page -> rest(tree, directory, page, new ArrayList<>(), new ArrayList<>())));
  }

  private static CompletableFuture<Answer> rest(
      FileSystem tree,
      FtpPath directory,
      DirectoryPage page,
      List<String> ids,
      List<Answer.Item> items) {
    ids.add(page.directory());
    for (FileInfo info : page.entries()) {
      items.add(new Answer.Item(info.name(), info.isDirectory(), info.id()));
    }
    return page.last()
        ? CompletableFuture.completedFuture(new Answer.Listing(ids, items))
        : tree.listOn(directory, page, PAGE)
            .thenCompose(next -> rest(tree, directory, next, ids, items));
  }

  private void ask(
      TreeOperation operation,
      String path,
      String target,
      int write,
      long modified,
      Function<FileSystem, CompletableFuture<? extends Answer>> work) {
    SimulatedHost<ClusterNode> host = asked.orElseThrow();
    FileSystem tree = world.tree(host).orElseThrow();
    UnderWay call = world.began(name, host, operation, path, target, write, modified);
    // Who does not wait asks the next thing beside it; what becomes of it is written down.
    if (random.nextInt(10) == 0) {
      later(Duration.ofMillis(1 + random.nextInt(IMPATIENCE_MILLIS)));
    }
    // The connection breaks with the host.
    host.process()
        .loop()
        .onCrash(
            () ->
                world.simulation().schedule(Duration.ZERO, () -> end(call, new Answer.Open(true))));
    work.apply(tree)
        .whenComplete((answer, failure) -> end(call, failure == null ? answer : meaning(failure)));
  }

  private void end(UnderWay call, Answer answer) {
    if (world.ended(call, answer)) {
      later(world.thinking());
    }
  }

  private static Answer meaning(Throwable failure) {
    Kind kind = errorOf(failure).kind();
    return kind == Kind.MAY_HAVE_HAPPENED ? new Answer.Open(false) : new Answer.Refused(kind);
  }

  static FileError errorOf(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof FileError error) {
      return error;
    }
    throw new IllegalStateException("a tree failed with another error", failure);
  }
}
