// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The calls to the file system on which durability rests, so that tests can lose power between any
 * two of them.
 *
 * <p>What is written survives power loss only after {@link NewFile#force}; a name that was created,
 * moved or deleted only after {@link #forceDirectory} of its directory. Safe for use by several
 * threads.
 */
interface DurableFiles {

  /** Creates a file that is not there yet. */
  NewFile create(Path file) throws IOException;

  /** Creates a directory that is not there yet; its parent is. */
  void createDirectory(Path directory) throws IOException;

  /** Renames the file, and replaces the target if there is one, in one step. */
  void move(Path from, Path to) throws IOException;

  /** Makes a file durable that something else wrote. */
  void forceFile(Path file) throws IOException;

  /** Makes the names in the directory durable. */
  void forceDirectory(Path directory) throws IOException;

  /** Deletes the file if it is there. */
  void delete(Path file) throws IOException;

  /** Says whether there is a directory of that name. */
  boolean isDirectory(Path path);

  /** Returns the length of the file in bytes; empty when there is none. */
  OptionalLong size(Path file) throws IOException;

  /** Reads the first bytes of a file, {@code most} at most. */
  byte[] read(Path file, int most) throws IOException;

  /** Returns the names in the directory in ascending order; none when there is no directory. */
  List<String> list(Path directory) throws IOException;

  /** Returns the bytes that can still be written below that path. */
  long usableBytes(Path path) throws IOException;

  /** A file that is being written. Confined to one thread. */
  interface NewFile extends AutoCloseable {

    /** Appends all remaining bytes. */
    void write(ByteBuffer bytes) throws IOException;

    /** Makes the bytes written so far durable. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
  }
}
