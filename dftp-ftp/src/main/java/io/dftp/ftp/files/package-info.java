/**
 * The small asynchronous file-system port that the FTP commands speak to, with one version in
 * memory and one on a local folder.
 *
 * <p>Start with {@link io.dftp.ftp.files.FileSystem}; {@link io.dftp.ftp.files.FileSource} and
 * {@link io.dftp.ftp.files.FileSink} carry the bytes, {@link io.dftp.ftp.files.FileError} says what
 * went wrong.
 */
@NullMarked
package io.dftp.ftp.files;

import org.jspecify.annotations.NullMarked;
