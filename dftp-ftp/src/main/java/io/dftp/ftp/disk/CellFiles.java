// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.runtime.DurableCell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Small values, each in a file of its own: "DFTC", format version 1 in four bytes, the CRC-32C of
 * the value in four, the value. Replaced by a forced temporary file, a rename and a forced
 * directory, so that a power loss leaves the old value or the new one. Blocks; confined to one
 * thread at a time.
 */
final class CellFiles {

  private static final int MAGIC = 0x44465443;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 12;
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");

  private final DurableFiles files;
  private final Path directory;

  CellFiles(DurableFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** Returns the value; empty when it was never written. */
  Optional<byte[]> read(String name) throws IOException {
    Path file = file(name);
    OptionalLong size = files.size(file);
    if (size.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(files.read(file, HEADER_BYTES + DurableCell.MAX_BYTES + 1));
    if (bytes.remaining() < HEADER_BYTES
        || bytes.getInt() != MAGIC
        || bytes.getInt() != VERSION
        || bytes.getInt() != checksum(bytes.slice())) {
      throw new DataFolderException(
          "the file "
              + file
              + " is damaged or of a newer version; restore it, or start with an empty data folder");
    }
    byte[] value = new byte[bytes.remaining()];
    bytes.get(value);
    return Optional.of(value);
  }

  /** Puts a damaged value out of the way, beside the others. */
  void setAside(String name) throws IOException {
    Path aside = directory.resolve(name + ".damaged");
    files.delete(aside);
    files.move(file(name), aside);
    files.forceDirectory(directory);
  }

  /** Replaces the value; returns when it is durable. */
  void write(String name, byte[] value) throws IOException {
    Path file = file(name);
    Path temporary = directory.resolve(name + ".tmp");
    files.delete(temporary);
    try (DurableFiles.NewFile written = files.create(temporary)) {
      written.write(
          ByteBuffer.allocate(HEADER_BYTES + value.length)
              .putInt(MAGIC)
              .putInt(VERSION)
              .putInt(checksum(ByteBuffer.wrap(value)))
              .put(value)
              .flip());
      written.force();
    }
    files.move(temporary, file);
    files.forceDirectory(directory);
  }

  private Path file(String name) {
    checkArgument(NAME.matcher(name).matches(), "%s is no name of a cell", name);
    return directory.resolve(name);
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }
}
