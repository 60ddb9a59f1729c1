// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import io.dftp.runtime.Bytes;
import io.dftp.store.LocalStore.StoredBlob;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The format of a blob's file: "DFTB", format version 1 in four bytes, the length in eight, the
 * SHA-256 in 32, then the bytes.
 */
final class BlobFile {

  static final int HEADER_BYTES = 48;
  static final int SHA256_BYTES = 32;

  /** The longest blob in bytes. */
  static final int MAX_BLOB_BYTES = 16 * 1024 * 1024;

  private static final int MAGIC = 0x44465442;
  private static final int VERSION = 1;

  private BlobFile() {}

  static ByteBuffer header(long length, Bytes sha256) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .putInt(MAGIC)
        .putInt(VERSION)
        .putLong(length)
        .put(sha256.array())
        .flip();
  }

  /** Says whether these first bytes are the header of a file of that size. */
  static boolean fits(byte[] head, long size) {
    if (head.length < HEADER_BYTES) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(head);
    return header.getInt() == MAGIC
        && header.getInt() == VERSION
        && header.getLong() == size - HEADER_BYTES;
  }

  /** Returns the blob in a whole file; empty when anything of it is not as it was written. */
  static Optional<StoredBlob> parse(byte[] file) {
    if (!fits(file, file.length)) {
      return Optional.empty();
    }
    byte[] stated = new byte[SHA256_BYTES];
    System.arraycopy(file, HEADER_BYTES - SHA256_BYTES, stated, 0, SHA256_BYTES);
    MessageDigest digest = sha256();
    digest.update(file, HEADER_BYTES, file.length - HEADER_BYTES);
    if (!MessageDigest.isEqual(stated, digest.digest())) {
      return Optional.empty();
    }
    ByteBuffer content =
        ByteBuffer.wrap(file, HEADER_BYTES, file.length - HEADER_BYTES).slice().asReadOnlyBuffer();
    return Optional.of(new StoredBlob(content, Bytes.wrap(stated)));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
