// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The bytes of one version of a file, chunk by chunk as the reader asks for them.
 *
 * <p>Calls come one at a time, and {@link #next} only after its last future has completed; {@link
 * #close} may come at any time. A source may read ahead, but only a bounded number of bytes.
 */
public interface FileSource extends AutoCloseable {

  /** Returns what is being read: its size is that of the version that was opened. */
  FileInfo info();

  /**
   * Reads the next chunk.
   *
   * @return the chunk, never empty, at most a few MiB; absent at the end of the file; fails with
   *     {@link FileError}, after which only {@link #close} may be called
   */
  CompletableFuture<Optional<ByteBuffer>> next();

  /**
   * Takes a chunk back that the reader is done with, so that its memory may be used again.
   *
   * <p>Optional: a chunk that is not given back is left to the garbage collector.
   */
  default void recycle(ByteBuffer chunk) {}

  /**
   * Ends the reading, at the end or before it, down to work that waits for a disk. A {@link #next}
   * that is under way completes, with a chunk or with an error. A second call does nothing.
   */
  @Override
  void close();
}
