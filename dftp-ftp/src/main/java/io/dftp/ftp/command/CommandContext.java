// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.auth.Authenticator;
import io.dftp.ftp.auth.User;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.protocol.ListingEntry;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import io.dftp.ftp.tls.TlsMode;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a command may look at.
 *
 * @param state the session before the command
 * @param files the tree that is served
 * @param authenticator checks log-ins
 * @param clock the time, for listings
 * @param peer the address of the client
 * @param local the address that the client connected to
 * @param hasDataPath whether PASV, EPSV, PORT or EPRT has prepared a data connection
 * @param tls whether clients encrypt
 */
public record CommandContext(
    SessionState state,
    FileSystem files,
    Authenticator authenticator,
    InstantSource clock,
    InetAddress peer,
    InetAddress local,
    boolean hasDataPath,
    TlsMode tls) {

  /** The names of those who are anybody (RFC 1635). */
  private static final Set<String> ANONYMOUS = Set.of("anonymous", "ftp");

  /** Returns who is logged in; the table lets only such commands through that may ask. */
  User user() {
    return state.user().orElseThrow();
  }

  /**
   * Returns whose the part of an upload is if it breaks off. Many are logged in as anonymous: those
   * have none, for one would go on with what another has sent.
   */
  Optional<String> uploader() {
    String name = user().name();
    boolean isShared = ANONYMOUS.contains(name.toLowerCase(Locale.ROOT));
    return Optional.of(name).filter(own -> !isShared);
  }

  /** Returns the place an argument names, as the user sees it; the current one for none. */
  FtpPath seen(String argument) {
    return state.directory().resolve(argument);
  }

  /** Returns the place of the file system behind one that the user sees. */
  FtpPath real(FtpPath seen) {
    FtpPath path = user().home();
    for (String name : seen.names()) {
      path = path.child(name);
    }
    return path;
  }

  /** Returns the place an argument names in the file system. */
  FtpPath locate(String argument) {
    return real(seen(argument));
  }

  /** Returns the place an argument names, which the user's own root cannot be. */
  FtpPath locateBelowRoot(String argument) {
    if (seen(argument).isRoot()) {
      throw new RefusalException(ReplyCode.FILE_UNAVAILABLE, "Not possible with the root.");
    }
    return locate(argument);
  }

  /** Returns a line of a listing, under a name that may be a path. */
  ListingEntry entry(String name, FileInfo info) {
    return new ListingEntry(
        name,
        info.isDirectory(),
        info.size(),
        info.modified(),
        info.id(),
        user().canRead(),
        user().canWrite());
  }

  /** Refuses to go on in clear where that is not allowed. */
  void requireSecure() {
    if (tls == TlsMode.REQUIRE && !state.isSecure()) {
      throw new RefusalException(ReplyCode.NOT_LOGGED_IN, "AUTH TLS comes first here.");
    }
  }

  /** Refuses a transfer that has no way for its data, or would move them in clear. */
  void requireDataPath() {
    if (tls == TlsMode.REQUIRE && !state.isDataPrivate()) {
      throw new RefusalException(
          ReplyCode.DATA_PROTECTION_WANTED, "Data move under TLS only here; send PBSZ 0, PROT P.");
    }
    if (!hasDataPath) {
      throw new RefusalException(
          ReplyCode.NO_DATA_CONNECTION, "Use EPSV, PASV, EPRT or PORT first.");
    }
  }
}
