// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.users;

import io.dftp.ftp.auth.PasswordHash;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a ring knows of one user. Immutable.
 *
 * @param name 1 to 64 characters that are safe in logs and file names
 * @param password a hash, as {@link PasswordHash#parse} reads it; empty if no password is right
 * @param home the directory that the user sees as the root, as text
 * @param canRead whether files may be read and listed
 * @param canWrite whether anything may be changed
 * @param state whether the user may log in, or was removed
 */
record Account(
    String name, String password, String home, boolean canRead, boolean canWrite, State state) {

  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  private static final int VERSION = 1;
  private static final int MOST_BYTES = 2048;
  private static final int MOST_NAME = 64;
  private static final int MOST_PASSWORD = 256;

  /** The longest home, in bytes of UTF-8. */
  static final int MOST_HOME = 1024;

  /** In ascending order of what wins when two sides of a cut say different things. */
  enum State {
    ENABLED(0),
    DISABLED(1),
    REMOVED(2);

    private final int code;

    State(int code) {
      this.code = code;
    }

    static State of(int code) throws WireFormatException {
      for (State each : values()) {
        if (each.code == code) {
          return each;
        }
      }
      throw new WireFormatException("a user in an unknown state");
    }
  }

  /**
   * Puts together what is known of one name. There are several after two sides of a cut have
   * changed it: then a right holds only if all grant it, and of two passwords none is right, until
   * somebody says anew.
   */
  static Optional<Account> of(List<Account> siblings) {
    return siblings.stream().reduce(Account::with);
  }

  private Account with(Account other) {
    boolean sameHome = home.equals(other.home);
    return new Account(
        name,
        password.equals(other.password) ? password : "",
        home,
        canRead && other.canRead && sameHome,
        canWrite && other.canWrite && sameHome,
        state.compareTo(other.state) >= 0 ? state : other.state);
  }

  Account withPassword(String hash) {
    return new Account(name, hash, home, canRead, canWrite, state);
  }

  Account in(State newState) {
    return new Account(name, password, home, canRead, canWrite, newState);
  }

  /** Returns the hash, if any password may be right. */
  Optional<PasswordHash> hash() {
    return password.isEmpty() ? Optional.empty() : Optional.of(PasswordHash.parse(password));
  }

  /** Returns a line for an operator, without the hash. */
  String shown() {
    String rights =
        (canRead ? "read" : "") + (canRead && canWrite ? "," : "") + (canWrite ? "write" : "");
    return name
        + "  "
        + (rights.isEmpty() ? "nothing" : rights)
        + "  "
        + home
        + (state == State.DISABLED ? "  disabled" : "")
        + (password.isEmpty() ? "  has no valid password" : "");
  }

  @Override
  public String toString() {
    return shown();
  }

  Bytes encode() {
    WireWriter into = new WireWriter(MOST_BYTES);
    into.u8(VERSION).text(name).text(password).text(home);
    into.u8(canRead ? 1 : 0).u8(canWrite ? 1 : 0).u8(state.code);
    return Bytes.wrap(into.toBytes());
  }

  /** Fails on what only a newer version can read: it must not be taken for less than it says. */
  static Account decode(Bytes value) throws WireFormatException {
    WireReader from = new WireReader(value.toBuffer());
    if (from.u8() != VERSION) {
      throw new WireFormatException("a user of another version");
    }
    String name = from.text(MOST_NAME);
    String password = from.text(MOST_PASSWORD);
    String home = from.text(MOST_HOME);
    boolean canRead = from.u8() == 1;
    boolean canWrite = from.u8() == 1;
    return new Account(name, password, home, canRead, canWrite, State.of(from.u8()));
  }
}
