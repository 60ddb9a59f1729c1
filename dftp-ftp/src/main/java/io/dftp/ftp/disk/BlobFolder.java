// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Outcome;
import io.dftp.store.BlobId;
import io.dftp.store.CorruptBlobException;
import io.dftp.store.LocalStore.StoredBlob;
import io.dftp.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One file for each blob, at {@code blocks/ab/cd/<id>} by the first digits of the id, so that the
 * sorted tree lists blobs in their order.
 *
 * <p>A blob is written to a temporary file beside its place, forced, renamed, and its directory
 * forced; only then is it stored. So a name never stands for half a blob, and what remains of a
 * broken write is a temporary file, removed at the next start. Blocks its callers; safe for use by
 * several threads: work on one blob is serialised by a lock chosen by its id, because otherwise one
 * thread could report a blob as present that another has renamed but not yet made durable.
 */
final class BlobFolder {

  private static final String TEMPORARY = ".tmp";
  private static final int STRIPES = 64;
  private static final int CHUNK_BYTES = 128 * 1024;

  private final DurableFiles files;
  private final Path blocks;
  private final Path quarantine;
  private final DiskHealth health;
  private final Metrics metrics;
  private final long reserveBytes;
  private final SettledDirectories directories;
  private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];
  private final AtomicLong temporaries = new AtomicLong();

  /** Opens the folder inside {@code root}, and removes what broken writes have left. */
  BlobFolder(DurableFiles files, Path root, DiskHealth health, Metrics metrics, long reserveBytes)
      throws IOException {
    this.files = files;
    this.blocks = root.resolve("blocks");
    this.quarantine = root.resolve("quarantine");
    this.health = health;
    this.metrics = metrics;
    this.reserveBytes = reserveBytes;
    this.directories = new SettledDirectories(files, root);
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new ReentrantLock();
    }
    directories.settle(blocks);
    directories.settle(quarantine);
    removeTemporaries();
  }

  void put(BlobId id, ByteBuffer content, Bytes sha256) {
    int length = content.remaining();
    checkArgument(length <= BlobFile.MAX_BLOB_BYTES, "a blob of %s bytes", length);
    checkArgument(sha256.size() == BlobFile.SHA256_BYTES, "a hash of %s bytes", sha256.size());
    ReentrantLock stripe = stripe(id);
    stripe.lock();
    try {
      health.check();
      Path file = path(id);
      Path directory = directory(id);
      boolean intact = isIntact(id, file);
      if (!intact) {
        checkRoomFor(length);
      }
      // Also for a blob that is there: a killed process may have renamed it and not forced it.
      directories.settle(directory);
      if (intact) {
        forgetSetAside(id);
        return;
      }
      Path temporary = directory.resolve(id + "-" + temporaries.incrementAndGet() + TEMPORARY);
      gather(id, temporary, content.duplicate(), sha256);
      files.move(temporary, file);
      forceNames(directory);
      forgetSetAside(id);
      metrics.count("disk.blobs.written");
    } catch (IOException failure) {
      throw refusal("writing blob " + id, failure);
    } finally {
      stripe.unlock();
    }
  }

  Optional<StoredBlob> get(BlobId id) {
    ReentrantLock stripe = stripe(id);
    stripe.lock();
    try {
      health.check();
      Path file = path(id);
      OptionalLong size = files.size(file);
      if (size.isEmpty()) {
        return Optional.empty();
      }
      Optional<StoredBlob> blob = readIfReadable(file, size.getAsLong());
      if (blob.isEmpty()) {
        setAside(id, file);
        throw new CorruptBlobException(id);
      }
      return blob;
    } catch (IOException failure) {
      metrics.count("disk.blobs.unreadable");
      throw new DftpException(Outcome.ASK_ELSEWHERE, "blob " + id + " cannot be read", failure);
    } finally {
      stripe.unlock();
    }
  }

  /** Says whether the file is there with its whole length, and its name durable. */
  boolean isPresent(BlobId id) {
    ReentrantLock stripe = stripe(id);
    stripe.lock();
    try {
      health.check();
      Path file = path(id);
      OptionalLong size = files.size(file);
      if (size.isEmpty()
          || !BlobFile.fits(files.read(file, BlobFile.HEADER_BYTES), size.getAsLong())) {
        return false;
      }
      return settle(directory(id));
    } catch (IOException failure) {
      // Saying no is safe: at worst the blob is sent here once more.
      metrics.count("disk.blobs.unreadable");
      return false;
    } finally {
      stripe.unlock();
    }
  }

  void delete(BlobId id) {
    ReentrantLock stripe = stripe(id);
    stripe.lock();
    try {
      health.check();
      forgetSetAside(id);
      Path directory = directory(id);
      if (!files.isDirectory(directory)) {
        return;
      }
      directories.settle(directory);
      if (files.size(path(id)).isPresent()) {
        files.delete(path(id));
        forceNames(directory);
      }
    } catch (IOException failure) {
      throw refusal("removing blob " + id, failure);
    } finally {
      stripe.unlock();
    }
  }

  /** Returns ids in their order; those after {@code after} if it is given. */
  List<BlobId> list(Optional<BlobId> after, int limit) {
    health.check();
    String last = after.map(BlobId::toString).orElse("");
    String first = last.length() < 4 ? "" : last.substring(0, 2);
    String second = last.length() < 4 ? "" : last.substring(2, 4);
    List<BlobId> found = new ArrayList<>();
    try {
      for (String high : files.list(blocks)) {
        if (high.compareTo(first) < 0) {
          continue;
        }
        for (String low : files.list(blocks.resolve(high))) {
          if (high.equals(first) && low.compareTo(second) < 0) {
            continue;
          }
          for (String name : files.list(blocks.resolve(high).resolve(low))) {
            if (name.compareTo(last) > 0) {
              BlobNames.parse(name).ifPresent(found::add);
            }
            if (found.size() == limit) {
              return found;
            }
          }
        }
      }
      return found;
    } catch (IOException failure) {
      throw new DftpException(
          Outcome.DID_NOT_HAPPEN, "the folder of blobs cannot be listed", failure);
    }
  }

  /** Returns ids of what was set aside and not replaced, in their order. */
  List<BlobId> damaged(Optional<BlobId> after, int limit) {
    health.check();
    String last = after.map(BlobId::toString).orElse("");
    try {
      return files.list(quarantine).stream()
          .filter(name -> name.compareTo(last) > 0)
          .flatMap(name -> BlobNames.parse(name).stream())
          .limit(limit)
          .toList();
    } catch (IOException failure) {
      throw new DftpException(
          Outcome.DID_NOT_HAPPEN, "the folder of damaged blobs cannot be listed", failure);
    }
  }

  long usableBytes() {
    try {
      return Math.max(0, files.usableBytes(blocks) - reserveBytes);
    } catch (IOException failure) {
      throw new DftpException(Outcome.DID_NOT_HAPPEN, "the free space is not known", failure);
    }
  }

  /**
   * Writes the bytes to a temporary file. Nobody counts on it yet: where there is no room for it,
   * also if a force found that out, it is thrown away.
   */
  private void gather(BlobId id, Path temporary, ByteBuffer content, Bytes sha256)
      throws IOException {
    try {
      writeTemporary(id, temporary, content, sha256);
    } catch (IOException failure) {
      DftpException refusal = Shortage.of(failure).orElseThrow(() -> failure);
      files.delete(temporary);
      throw refused(refusal);
    }
  }

  private void writeTemporary(BlobId id, Path temporary, ByteBuffer content, Bytes sha256)
      throws IOException {
    MessageDigest digest = BlobFile.sha256();
    boolean matches;
    try (DurableFiles.NewFile file = files.create(temporary)) {
      file.write(BlobFile.header(content.remaining(), sha256));
      while (content.hasRemaining()) {
        ByteBuffer chunk = content.slice();
        chunk.limit(Math.min(CHUNK_BYTES, chunk.remaining()));
        content.position(content.position() + chunk.remaining());
        digest.update(chunk.duplicate());
        file.write(chunk);
      }
      matches = MessageDigest.isEqual(digest.digest(), sha256.array());
      if (matches) {
        file.force();
      }
    }
    if (!matches) {
      files.delete(temporary);
      throw new CorruptBlobException(id);
    }
  }

  private boolean isIntact(BlobId id, Path file) throws IOException {
    OptionalLong size = files.size(file);
    if (size.isEmpty()) {
      return false;
    }
    try {
      if (read(file, size.getAsLong()).isPresent()) {
        return true;
      }
    } catch (IOException unreadable) {
      metrics.count("disk.blobs.unreadable");
      if (Shortage.of(unreadable).isPresent()) {
        // That says nothing about the bytes.
        throw unreadable;
      }
    }
    setAside(id, file);
    return false;
  }

  private void checkRoomFor(int length) throws IOException {
    long usable = files.usableBytes(blocks);
    if (usable - length < reserveBytes) {
      throw new StoreFullException("only " + usable + " bytes are usable on the disk");
    }
  }

  private Optional<StoredBlob> read(Path file, long size) throws IOException {
    int most = BlobFile.HEADER_BYTES + BlobFile.MAX_BLOB_BYTES;
    return size > most
        ? Optional.empty()
        : BlobFile.parse(files.read(file, (int) Math.max(size, BlobFile.HEADER_BYTES)));
  }

  /** Takes bytes that the disk does not give back for damaged ones; they will not come back. */
  private Optional<StoredBlob> readIfReadable(Path file, long size) throws IOException {
    try {
      return read(file, size);
    } catch (IOException failure) {
      if (!String.valueOf(failure.getMessage()).contains("Input/output error")) {
        throw failure;
      }
      metrics.count("disk.blobs.unreadable");
      return Optional.empty();
    }
  }

  /** Forgets a damaged copy; durably, so that what was removed is not taken for lost later. */
  private void forgetSetAside(BlobId id) throws IOException {
    Path file = quarantine.resolve(id.toString());
    // Also if it is gone: it may have been deleted when the folder could not be forced.
    directories.settle(quarantine);
    if (files.size(file).isPresent()) {
      files.delete(file);
      forceNames(quarantine);
    }
  }

  /** Makes changed names durable; if it cannot, whoever counts on one there does it first. */
  private void forceNames(Path directory) throws IOException {
    try {
      files.forceDirectory(directory);
    } catch (IOException failure) {
      directories.unsettle(directory);
      throw failure;
    }
  }

  private void setAside(BlobId id, Path file) throws IOException {
    metrics.count("disk.blobs.corrupt");
    files.move(file, quarantine.resolve(id.toString()));
  }

  private boolean settle(Path directory) {
    try {
      directories.settle(directory);
      return true;
    } catch (IOException failure) {
      throw refusal("forcing " + directory, failure);
    }
  }

  /** Refuses the work; takes the disk out of service unless the machine is short of something. */
  private DftpException refusal(String what, IOException failure) {
    return Shortage.ofName(failure)
        .map(this::refused)
        .orElseGet(() -> health.fail(what + " failed: " + failure.getMessage(), failure));
  }

  private DftpException refused(DftpException refusal) {
    metrics.count("disk.blobs.refused");
    return refusal;
  }

  private void removeTemporaries() throws IOException {
    for (String high : files.list(blocks)) {
      for (String low : files.list(blocks.resolve(high))) {
        Path directory = blocks.resolve(high).resolve(low);
        for (String name : files.list(directory)) {
          if (name.endsWith(TEMPORARY)) {
            files.delete(directory.resolve(name));
            metrics.count("disk.blobs.temporaries.removed");
          }
        }
      }
    }
  }

  private Path directory(BlobId id) {
    String name = id.toString();
    return blocks.resolve(name.substring(0, 2)).resolve(name.substring(2, 4));
  }

  private Path path(BlobId id) {
    return directory(id).resolve(id.toString());
  }

  private ReentrantLock stripe(BlobId id) {
    return stripes[Math.floorMod(id.hashCode(), STRIPES)];
  }
}
