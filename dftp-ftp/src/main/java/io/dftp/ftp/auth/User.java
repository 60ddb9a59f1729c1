// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import io.dftp.ftp.protocol.FtpPath;

/**
 * A user who has logged in, and what the user may do.
 *
 * @param name the name in logs
 * @param home the directory of the file system that the user sees as the root
 * @param canRead whether files may be read and listed
 * @param canWrite whether anything may be changed
 * @param stamp what the account was at the log-in, if it may change while the user is there; else
 *     empty
 */
public record User(String name, FtpPath home, boolean canRead, boolean canWrite, String stamp) {

  /** A user of an account that does not change. */
  public User(String name, FtpPath home, boolean canRead, boolean canWrite) {
    this(name, home, canRead, canWrite, "");
  }

  /** Returns a user who may do everything in the whole tree. */
  public static User withFullAccess(String name) {
    return new User(name, FtpPath.root(), true, true);
  }
}
