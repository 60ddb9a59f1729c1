// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dftp.ftp.files.DirectoryPage;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.FileSource;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Short ways to use a tree in tests, and to wait for it. */
final class TreeClient {

  private final RingOfFiles ring;
  private final FileSystem files;

  TreeClient(RingOfFiles ring, int host) {
    this.ring = ring;
    files = ring.files(host);
  }

  /** Returns a client of each of the first hosts. */
  static List<TreeClient> ofEach(RingOfFiles ring, int hosts) {
    return IntStream.range(0, hosts).mapToObj(host -> new TreeClient(ring, host)).toList();
  }

  void makeDirectory(String path) {
    get(files.makeDirectory(FtpPath.of(path)));
  }

  void removeDirectory(String path) {
    get(files.removeDirectory(FtpPath.of(path)));
  }

  void rename(String from, String to) {
    get(files.rename(FtpPath.of(from), FtpPath.of(to)));
  }

  /** Gives it a time, in seconds of this age. */
  void touch(String path, long seconds) {
    get(files.setModified(FtpPath.of(path), Instant.ofEpochSecond(1_700_000_000L + seconds)));
  }

  void delete(String path) {
    get(files.deleteFile(FtpPath.of(path)));
  }

  void put(String path, String text) {
    write(path, WriteMode.replace(), text);
  }

  void append(String path, String text) {
    write(path, WriteMode.append(), text);
  }

  private void write(String path, WriteMode mode, String text) {
    FileSink sink = get(files.openWrite(FtpPath.of(path), mode));
    get(sink.write(ByteBuffer.wrap(text.getBytes(UTF_8))));
    get(sink.commit());
  }

  byte[] read(String path) {
    FileSource source = get(files.openRead(FtpPath.of(path), 0));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Optional<ByteBuffer> chunk = get(source.next());
    while (chunk.isPresent()) {
      byte[] bytes = new byte[chunk.get().remaining()];
      chunk.get().get(bytes);
      all.writeBytes(bytes);
      source.recycle(chunk.get());
      chunk = get(source.next());
    }
    source.close();
    return all.toByteArray();
  }

  List<String> names(String path) {
    return names(path, 100);
  }

  /** Lists a directory in pages of so many entries. */
  List<String> names(String path, int limit) {
    List<String> names = new ArrayList<>();
    DirectoryPage page;
    do {
      String after = names.isEmpty() ? "" : names.get(names.size() - 1);
      page = get(files.list(FtpPath.of(path), after, limit));
      page.entries().stream().map(FileInfo::name).forEach(names::add);
    } while (!page.last());
    return names;
  }

  /** Returns every path of the tree, directories with a slash at their end. */
  List<String> paths() {
    List<String> paths = new ArrayList<>();
    collect("", paths);
    return paths;
  }

  /** Returns how storing a file fails, if it does. */
  Optional<Kind> failureOfPut(String path, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
    return failureOf(
        tree ->
            tree.openWrite(FtpPath.of(path), WriteMode.replace())
                .thenCompose(sink -> sink.write(bytes).thenCompose(done -> sink.commit())));
  }

  /** Returns how an operation fails, if it does. */
  Optional<Kind> failureOf(Function<FileSystem, CompletableFuture<?>> operation) {
    try {
      ring.finish(operation.apply(files)).join();
      return Optional.empty();
    } catch (CompletionException failed) {
      return Optional.of(((FileError) failed.getCause()).kind());
    }
  }

  private void collect(String directory, List<String> paths) {
    for (String name : names(directory.isEmpty() ? "/" : directory)) {
      String path = directory + "/" + name;
      if (get(files.stat(FtpPath.of(path))).isDirectory()) {
        paths.add(path + "/");
        collect(path, paths);
      } else {
        paths.add(path);
      }
    }
  }

  private <T> T get(CompletableFuture<T> future) {
    try {
      return ring.finish(future).join();
    } catch (CompletionException failed) {
      throw new AssertionError(failed);
    }
  }
}
