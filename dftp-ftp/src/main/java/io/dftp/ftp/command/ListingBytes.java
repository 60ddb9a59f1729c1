// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.DirectoryPage;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.protocol.FtpPath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The lines of a directory's listing, fetched page by page while they are sent. */
final class ListingBytes implements OutgoingBytes {
  static final int PAGE_ENTRIES = 1000;

  private final FileSystem files;
  private final FtpPath directory;
  private final Function<FileInfo, String> format;

  // Only one next() runs at a time, so these are handed on by its future.
  private volatile DirectoryPage page;
  private volatile boolean pageSent;
  private volatile boolean closed;

  private ListingBytes(
      FileSystem files, FtpPath directory, DirectoryPage first, Function<FileInfo, String> format) {
    this.files = files;
    this.directory = directory;
    this.page = first;
    this.format = format;
  }

  /** Opens a directory, which fails before a data connection is needed if it cannot be read. */
  static CompletableFuture<OutgoingBytes> open(
      FileSystem files, FtpPath directory, Function<FileInfo, String> format) {
    return files
        .list(directory, "", PAGE_ENTRIES)
        .thenApply(first -> new ListingBytes(files, directory, first, format));
  }

  /** Returns a listing of one line. */
  static OutgoingBytes ofOne(FileSystem files, FileInfo info, Function<FileInfo, String> format) {
    DirectoryPage only = new DirectoryPage(info.id(), List.of(info), true);
    return new ListingBytes(files, FtpPath.root(), only, format);
  }

  @Override
  public CompletableFuture<Optional<ByteBuffer>> next() {
    if (!pageSent) {
      pageSent = true;
      if (!page.entries().isEmpty()) {
        return CompletableFuture.completedFuture(Optional.of(lines(page)));
      }
    }
    if (page.last() || page.entries().isEmpty() || closed) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return files
        .listOn(directory, page, PAGE_ENTRIES)
        .thenApply(
            next -> {
              page = next;
              return next.entries().isEmpty() ? Optional.empty() : Optional.of(lines(next));
            });
  }

  @Override
  public void close() {
    closed = true;
  }

  private ByteBuffer lines(DirectoryPage entries) {
    StringBuilder text = new StringBuilder();
    for (FileInfo info : entries.entries()) {
      text.append(format.apply(info)).append("\r\n");
    }
    return StandardCharsets.UTF_8.encode(text.toString());
  }
}
