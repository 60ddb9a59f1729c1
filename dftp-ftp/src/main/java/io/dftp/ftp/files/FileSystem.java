// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import io.dftp.ftp.protocol.FtpPath;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Serves a tree of files and directories, without ever blocking the caller.
 *
 * <p>Any thread may call; futures complete on any thread, and who needs a certain one moves there.
 * Every failure is a future failed with {@link FileError} (bare or inside a {@link
 * java.util.concurrent.CompletionException}); no method throws for a state of the tree. A call may
 * take as long as the store behind needs, but ends: time-outs are the implementation's.
 *
 * <p>The port knows no rights: they are checked before it is asked. Of users it knows only whose
 * the part of a broken upload is. It promises no order between calls that overlap. A change that
 * was acknowledged is seen by every later call to the same instance.
 */
public interface FileSystem {

  /**
   * Looks up one file or directory.
   *
   * @return its data; fails with {@link FileError.Kind#NOT_FOUND}, also when a directory on the way
   *     is missing or is a file
   */
  CompletableFuture<FileInfo> stat(FtpPath path);

  /**
   * Lists one page of a directory in {@linkplain FtpPath#NAME_ORDER the order of the names' bytes}.
   *
   * <p>Pages are read one after the other while others change the directory: an entry that is there
   * the whole time is listed exactly once.
   *
   * @param directory what to list
   * @param afterName lists names after this one; empty to begin
   * @param limit the most entries to return, at least 1; an implementation may return fewer, and
   *     more only where one name has more versions than that
   * @return the page; fails with {@code NOT_FOUND} or {@code NOT_A_DIRECTORY}
   */
  CompletableFuture<DirectoryPage> list(FtpPath directory, String afterName, int limit);

  /**
   * Goes on with a listing: in the directory that it began with, whatever has that path now.
   *
   * @param directory the path that was listed
   * @param before the page before this one, which was not the last
   * @param limit the most entries to return, at least 1
   * @return the page; fails with {@code FAILED} if the path leads to another directory now and that
   *     one cannot be listed any more
   */
  default CompletableFuture<DirectoryPage> listOn(
      FtpPath directory, DirectoryPage before, int limit) {
    String last = before.entries().get(before.entries().size() - 1).name();
    return list(directory, last, limit)
        .thenApply(
            next -> {
              if (!next.directory().equals(before.directory())) {
                throw new FileError(
                    FileError.Kind.FAILED, "The directory was replaced while it was listed.");
              }
              return next;
            });
  }

  /**
   * Opens a file to read one version of it, from an offset to its end.
   *
   * <p>A reader sees the version that was current when it opened, or fails; never a mixture.
   *
   * @param path what to read
   * @param offset where to begin in bytes, 0 to the size
   * @return the source; fails with {@code NOT_FOUND}, {@code IS_A_DIRECTORY} or {@code BAD_OFFSET}
   *     (negative or beyond the end)
   */
  CompletableFuture<FileSource> openRead(FtpPath path, long offset);

  /**
   * Opens a file to write it.
   *
   * <p>Opening changes nothing that a reader can see, so a transfer that never begins needs only
   * {@link FileSink#abort}. What is written becomes visible at once and as a whole by {@link
   * FileSink#commit}. Of two that write one name at the same time, the later commit stands.
   *
   * @param path what to write; its directory must exist
   * @param mode how the new bytes meet the old ones
   * @return the sink; fails with {@code NOT_FOUND} (no such directory), {@code NOT_A_DIRECTORY},
   *     {@code IS_A_DIRECTORY}, {@code BAD_OFFSET}, {@code NAME_NOT_ALLOWED}, {@code READ_ONLY},
   *     {@code STORE_FULL} or {@code QUOTA}
   */
  CompletableFuture<FileSink> openWrite(FtpPath path, WriteMode mode);

  /**
   * Tells how much there is of an upload of this user to this path that broke off, and that the
   * user can go on with; whether a file stands there does not matter.
   *
   * @return the length of the part, empty if there is none; fails with {@code NOT_FOUND} (no such
   *     directory) or {@code NOT_A_DIRECTORY}
   */
  default CompletableFuture<OptionalLong> part(FtpPath path, String user) {
    return CompletableFuture.completedFuture(OptionalLong.empty());
  }

  /**
   * Makes one directory.
   *
   * @return done; fails with {@code EXISTS}, {@code NOT_FOUND} (no such parent), {@code
   *     NOT_A_DIRECTORY} (the parent is a file) or {@code NAME_NOT_ALLOWED}
   */
  CompletableFuture<Void> makeDirectory(FtpPath path);

  /**
   * Removes one empty directory; parts of uploads in it do not count, and go with it.
   *
   * @return done; fails with {@code NOT_FOUND}, {@code NOT_A_DIRECTORY}, {@code NOT_EMPTY}, or
   *     {@code NAME_NOT_ALLOWED} for the root
   */
  CompletableFuture<Void> removeDirectory(FtpPath path);

  /**
   * Deletes one file.
   *
   * @return done; fails with {@code NOT_FOUND} or {@code IS_A_DIRECTORY}
   */
  CompletableFuture<Void> deleteFile(FtpPath path);

  /**
   * Moves a file or a directory with all below it.
   *
   * <p>A file replaces a file at the target. A directory at the target is never replaced ({@code
   * EXISTS}), nor does a directory replace a file. Moving something onto itself changes nothing.
   *
   * @return done; fails with {@code NOT_FOUND} (the source, or the directory of the target), {@code
   *     NOT_A_DIRECTORY}, {@code EXISTS}, or {@code NAME_NOT_ALLOWED} (the root, or a directory
   *     into itself)
   */
  CompletableFuture<Void> rename(FtpPath from, FtpPath to);

  /**
   * Sets the time of the last change of a file or directory.
   *
   * @param path what to change
   * @param modified the new time; kept at least to the second
   * @return done; fails with {@code NOT_FOUND}
   */
  CompletableFuture<Void> setModified(FtpPath path, Instant modified);

  /** Tells how much room there is. */
  CompletableFuture<Space> space();
}
