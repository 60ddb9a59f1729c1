// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.auth.User;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.protocol.MlstFact;
import io.dftp.ftp.protocol.TransferType;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a session remembers between commands. Immutable: each change makes a new one. */
public final class SessionState {
  private @Nullable String claimedName;
  private @Nullable User user;
  private FtpPath directory = FtpPath.root();
  private TransferType type = TransferType.ASCII;
  private long restartOffset;
  private @Nullable FtpPath renameFrom;
  private boolean extendedPassiveOnly;
  private Set<MlstFact> facts = MlstFact.all();
  private boolean secure;
  private boolean bufferSizeTold;
  private boolean dataPrivate;

  private SessionState() {}

  /** Returns the state of a session that has just begun. */
  public static SessionState initial() {
    return new SessionState();
  }

  /** Returns the name given by USER that waits for its password. */
  public Optional<String> claimedName() {
    return Optional.ofNullable(claimedName);
  }

  /** Returns who is logged in. */
  public Optional<User> user() {
    return Optional.ofNullable(user);
  }

  /** Returns the current directory, as the user sees it. */
  public FtpPath directory() {
    return directory;
  }

  /** Returns how data are represented. */
  public TransferType type() {
    return type;
  }

  /** Returns where the next transfer begins, in bytes. */
  public long restartOffset() {
    return restartOffset;
  }

  /** Returns what RNFR named, as the user sees it. */
  public Optional<FtpPath> renameFrom() {
    return Optional.ofNullable(renameFrom);
  }

  /** Tells whether EPSV ALL was sent. */
  public boolean extendedPassiveOnly() {
    return extendedPassiveOnly;
  }

  /** Returns the facts that MLST and MLSD tell. */
  public Set<MlstFact> facts() {
    return facts;
  }

  /** Tells whether the control connection is under TLS. */
  public boolean isSecure() {
    return secure;
  }

  /** Tells whether data connections are to be under TLS. */
  public boolean isDataPrivate() {
    return dataPrivate;
  }

  /** Tells whether PBSZ was sent. */
  boolean isBufferSizeTold() {
    return bufferSizeTold;
  }

  /** Returns the state of a session that has just begun under TLS: nothing said before counts. */
  public static SessionState underTls() {
    return initial().changed(s -> s.secure = true);
  }

  /** Forgets the user and what belongs to one, and takes a new name. */
  SessionState claiming(String name) {
    return changed(
        s -> {
          s.claimedName = name;
          s.user = null;
          s.directory = FtpPath.root();
          s.restartOffset = 0;
          s.renameFrom = null;
        });
  }

  SessionState loggedIn(User who) {
    return changed(
        s -> {
          s.claimedName = null;
          s.user = who;
        });
  }

  SessionState withoutClaim() {
    return changed(s -> s.claimedName = null);
  }

  SessionState in(FtpPath newDirectory) {
    return changed(s -> s.directory = newDirectory);
  }

  SessionState withType(TransferType newType) {
    return changed(s -> s.type = newType);
  }

  SessionState withRestartOffset(long offset) {
    return changed(s -> s.restartOffset = offset);
  }

  SessionState withRenameFrom(@Nullable FtpPath path) {
    return changed(s -> s.renameFrom = path);
  }

  SessionState withExtendedPassiveOnly() {
    return changed(s -> s.extendedPassiveOnly = true);
  }

  SessionState withFacts(Set<MlstFact> newFacts) {
    return changed(s -> s.facts = newFacts);
  }

  SessionState withBufferSize() {
    return changed(s -> s.bufferSizeTold = true);
  }

  SessionState withDataPrivate(boolean wanted) {
    return changed(s -> s.dataPrivate = wanted);
  }

  private SessionState changed(Consumer<SessionState> change) {
    SessionState copy = new SessionState();
    copy.claimedName = claimedName;
    copy.user = user;
    copy.directory = directory;
    copy.type = type;
    copy.restartOffset = restartOffset;
    copy.renameFrom = renameFrom;
    copy.extendedPassiveOnly = extendedPassiveOnly;
    copy.facts = facts;
    copy.secure = secure;
    copy.bufferSizeTold = bufferSizeTold;
    copy.dataPrivate = dataPrivate;
    change.accept(copy);
    return copy;
  }
}
