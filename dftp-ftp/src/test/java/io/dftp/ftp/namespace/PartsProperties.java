// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.FileSource;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.InMemoryFileSystem;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever two users do to one name in up to three uploads at a time, which end well or not, the
 * ring shows the file and the parts that the small tree in memory shows, which is easy to read.
 */
class PartsProperties {

  private static final FtpPath FILE = FtpPath.of("/f");
  private static final List<String> USERS = List.of("ann", "bob");
  private static final int STEPS = 60;
  private static final int UPLOADS = 3;

  /** What lies in rows may be refused where it is laid over a file that has become another one. */
  private static final int LEAST_BYTES = 5_000;

  /** The same upload to both. */
  private record Both(FileSink ring, FileSink memory) {}

  private final RingOfFiles machines = new RingOfFiles(1, 1);
  private final FileSystem ring = machines.files(0);
  private final FileSystem memory = new InMemoryFileSystem(InstantSource.system(), 1 << 30);
  private final Map<Integer, Both> uploads = new HashMap<>();

  @Property(tries = 60)
  void theRingKeepsPartsAsTheSmallTreeDoes(@ForAll long seed) {
    new PartsProperties().work(new Random(seed));
  }

  private void work(RandomGenerator random) {
    for (int step = 0; step < STEPS; step++) {
      int slot = random.nextInt(UPLOADS);
      Both upload = uploads.get(slot);
      if (upload == null) {
        open(mode(random), USERS.get(random.nextInt(USERS.size())))
            .ifPresent(both -> uploads.put(slot, both));
      } else {
        switch (random.nextInt(4)) {
          case 0 -> {
            uploads.remove(slot);
            // Of one that is not kept the ring says so.
            outcome(upload.ring().abort());
            outcome(upload.memory().abort());
          }
          case 1 -> {
            uploads.remove(slot);
            assertThat(outcome(upload.ring().commit()))
                .isEqualTo(outcome(upload.memory().commit()));
          }
          default -> write(upload, step, LEAST_BYTES + random.nextInt(LEAST_BYTES));
        }
      }
      if (random.nextInt(20) == 0) {
        assertThat(outcome(ring.deleteFile(FILE))).isEqualTo(outcome(memory.deleteFile(FILE)));
      }
      assertSame();
    }
  }

  private WriteMode mode(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> WriteMode.replace();
      case 1 -> WriteMode.append();
      default -> {
        List<Long> ends =
            Stream.concat(
                    USERS.stream().map(user -> finish(memory.part(FILE, user)).orElse(1)),
                    Stream.of((long) content(memory).map(String::length).orElse(2)))
                .toList();
        yield WriteMode.overwriteFrom(
            Math.max(0, ends.get(random.nextInt(ends.size())) + random.nextInt(3) / 2));
      }
    };
  }

  private Optional<Both> open(WriteMode mode, String user) {
    CompletableFuture<FileSink> one = ring.openWrite(FILE, mode.by(user));
    CompletableFuture<FileSink> other = memory.openWrite(FILE, mode.by(user));
    assertThat(outcome(one)).isEqualTo(outcome(other));
    machines.await(Duration.ofMillis(10));
    return one.isCompletedExceptionally()
        ? Optional.empty()
        : Optional.of(new Both(one.join(), other.join()));
  }

  private void write(Both upload, int step, int bytes) {
    byte[] text = String.valueOf((char) ('A' + step % 26)).repeat(bytes).getBytes(UTF_8);
    finish(upload.ring().write(ByteBuffer.wrap(text)));
    finish(upload.memory().write(ByteBuffer.wrap(text)));
  }

  private void assertSame() {
    for (String user : USERS) {
      assertThat(finish(ring.part(FILE, user))).isEqualTo(finish(memory.part(FILE, user)));
    }
    assertThat(content(ring)).isEqualTo(content(memory));
  }

  private Optional<String> content(FileSystem files) {
    try {
      FileSource source = finish(files.openRead(FILE, 0));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      Optional<ByteBuffer> chunk = finish(source.next());
      while (chunk.isPresent()) {
        byte[] bytes = new byte[chunk.get().remaining()];
        chunk.get().get(bytes);
        all.writeBytes(bytes);
        source.recycle(chunk.get());
        chunk = finish(source.next());
      }
      source.close();
      return Optional.of(all.toString(UTF_8));
    } catch (CompletionException failed) {
      return Optional.empty();
    }
  }

  private Optional<FileError.Kind> outcome(CompletableFuture<?> future) {
    try {
      finish(future);
      return Optional.empty();
    } catch (CompletionException failed) {
      return Optional.of(((FileError) failed.getCause()).kind());
    }
  }

  private <T> T finish(CompletableFuture<T> future) {
    return machines.finish(future).join();
  }
}
