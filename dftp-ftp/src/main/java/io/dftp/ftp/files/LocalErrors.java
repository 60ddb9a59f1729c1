// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.protocol.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells from the exceptions of this machine's files what went wrong. */
final class LocalErrors {
  private static final Logger log = LoggerFactory.getLogger(LocalErrors.class);

  private LocalErrors() {}

  static FileError of(IOException e) {
    if (e instanceof NoSuchFileException) {
      return new FileError(Kind.NOT_FOUND, "No such file or directory.", e);
    }
    if (e instanceof FileAlreadyExistsException) {
      return new FileError(Kind.EXISTS, "The name is taken.", e);
    }
    if (e instanceof DirectoryNotEmptyException) {
      return new FileError(Kind.NOT_EMPTY, "The directory is not empty.", e);
    }
    if (e instanceof AccessDeniedException) {
      return new FileError(Kind.READ_ONLY, "The server has no right to do that.", e);
    }
    if (e instanceof NotDirectoryException) {
      return new FileError(Kind.NOT_FOUND, "No such file or directory.", e);
    }
    return ofReason(e);
  }

  /** The rest is told apart only by the text of the system. */
  private static FileError ofReason(IOException e) {
    String reason =
        e instanceof FileSystemException known && known.getReason() != null
            ? known.getReason()
            : String.valueOf(e.getMessage());
    String text = reason.toLowerCase(Locale.ROOT);
    if (text.contains("no space left")) {
      return new FileError(Kind.STORE_FULL, "The disk is full.", e);
    }
    if (text.contains("quota")) {
      return new FileError(Kind.QUOTA, "The quota is used up.", e);
    }
    if (text.contains("not a directory")) {
      return new FileError(Kind.NOT_FOUND, "No such file or directory.", e);
    }
    if (text.contains("read-only")) {
      return new FileError(Kind.READ_ONLY, "The disk is read-only.", e);
    }
    if (text.contains("name too long")) {
      return new FileError(Kind.NAME_NOT_ALLOWED, "This machine cannot store such a name.", e);
    }
    // The text of the system may tell where on this machine the files are.
    log.warn("A file of the served folder failed: {}", Printable.of(e.toString()));
    return new FileError(Kind.FAILED, "The disk failed; the log of the server says more.", e);
  }
}
