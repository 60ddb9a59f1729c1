// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.FileContent;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Instant;

/**
 * What a name in a directory stands for.
 *
 * <p>Encoded as format version, kind, token, id, modification time in milliseconds, and the content
 * of a file. The token is random and new in every row, so that no two operations put the same
 * value; the id stays through a rename.
 */
public sealed interface Entry {

  /** The newest format version that is understood. */
  int VERSION = 1;

  /** Returns what makes this row's value unique. */
  ObjectId token();

  /** Returns the identity that a rename keeps; of a directory, the map of its names. */
  ObjectId id();

  /** Returns the time of the last change. */
  Instant modified();

  /** Returns the same with another token, for another row. */
  Entry withToken(ObjectId token);

  /** Returns the same with another token and time. */
  Entry withModified(ObjectId token, Instant modified);

  /**
   * A file.
   *
   * @param content its bytes
   */
  record FileEntry(ObjectId token, ObjectId id, Instant modified, FileContent content)
      implements Entry {

    @Override
    public FileEntry withToken(ObjectId newToken) {
      return new FileEntry(newToken, id, modified, content);
    }

    @Override
    public FileEntry withModified(ObjectId newToken, Instant time) {
      return new FileEntry(newToken, id, time, content);
    }
  }

  /** A directory. */
  record DirectoryEntry(ObjectId token, ObjectId id, Instant modified) implements Entry {

    @Override
    public DirectoryEntry withToken(ObjectId newToken) {
      return new DirectoryEntry(newToken, id, modified);
    }

    @Override
    public DirectoryEntry withModified(ObjectId newToken, Instant time) {
      return new DirectoryEntry(newToken, id, time);
    }
  }

  /** Returns the value of its row. */
  default Bytes encode() {
    WireWriter into = new WireWriter(Row.MAX_VALUE_BYTES);
    write(into);
    return Bytes.wrap(into.toBytes());
  }

  /** Writes it; what else belongs to its row may follow. */
  default void write(WireWriter into) {
    into.u8(VERSION).u8(this instanceof FileEntry ? 0 : 1);
    token().write(into);
    id().write(into);
    into.i64(modified().toEpochMilli());
    if (this instanceof FileEntry file) {
      file.content().write(into);
    }
  }

  /**
   * Reads the value of a row; bytes that follow what is known are left to newer versions.
   *
   * @throws DftpException if it makes no sense, or was written by a version that this one cannot
   *     read
   */
  static Entry decode(Bytes value) {
    try {
      return read(new WireReader(value.toBuffer()));
    } catch (WireFormatException malformed) {
      throw unreadable(malformed);
    }
  }

  /** Reads what {@link #write} wrote. */
  static Entry read(WireReader from) throws WireFormatException {
    int version = from.u8();
    int kind = from.u8();
    if (version != VERSION || kind > 1) {
      throw new WireFormatException("an entry of version " + version + " and kind " + kind);
    }
    ObjectId token = ObjectId.read(from);
    ObjectId id = ObjectId.read(from);
    Instant modified = Instant.ofEpochMilli(from.i64());
    return kind == 0
        ? new FileEntry(token, id, modified, FileContent.read(from))
        : new DirectoryEntry(token, id, modified);
  }

  /** Returns the failure of a row that makes no sense. */
  static DftpException unreadable(WireFormatException malformed) {
    return new DftpException(Outcome.DID_NOT_HAPPEN, "a directory row cannot be read", malformed);
  }
}
