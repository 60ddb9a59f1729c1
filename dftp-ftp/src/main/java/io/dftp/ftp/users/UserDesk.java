// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dftp.ftp.auth.PasswordHash;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.protocol.InvalidNameException;
import io.dftp.ftp.users.Account.State;
import io.dftp.runtime.CallContext;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Changes and lists the users of a ring for an operator, who sends words and gets text. Passwords
 * come as hashes only. Confined to the event loop.
 */
final class UserDesk {

  private static final String OF_A_NODE = "dftp";
  private static final int MOST_BYTES = 32 * 1024;

  private final RingUsers users;

  /** Creates it. */
  UserDesk(RingUsers users) {
    this.users = users;
  }

  /** Does what {@link RingAccounts#answer} says. */
  CompletableFuture<String> answer(String words, CallContext context) {
    List<String> parts = List.of(words.split(" ", 5));
    try {
      return answer(parts, context);
    } catch (IndexOutOfBoundsException missing) {
      throw RingUsers.refused("a word is missing; is this node older?");
    }
  }

  private CompletableFuture<String> answer(List<String> parts, CallContext context) {
    return switch (parts.get(0)) {
      case "add" -> add(parts, context);
      case "passwd" -> {
        String hash = hash(parts.get(2));
        yield change(parts, user -> user.withPassword(hash), "has another password", context);
      }
      case "disable" ->
          change(parts, user -> user.in(State.DISABLED), "may not log in any more", context);
      case "enable" -> change(parts, user -> user.in(State.ENABLED), "may log in", context);
      case "rm" -> change(parts, user -> user.in(State.REMOVED), "is removed", context);
      case "list" -> list(parts.size() > 1 ? parts.get(1) : "", context);
      default -> throw RingUsers.refused("this node does not know what that means; is it older?");
    };
  }

  private CompletableFuture<String> add(List<String> parts, CallContext context) {
    String name = name(parts.get(1));
    if (name.equals(OF_A_NODE)) {
      throw RingUsers.refused(
          "a node that was started without --user has a user of its own called " + name);
    }
    String rights = parts.get(2);
    if (!rights.matches("r?w?|-")) {
      throw RingUsers.refused("rights are r, w or rw, or - for none, not " + rights);
    }
    Account account =
        new Account(
            name,
            hash(parts.get(3)),
            home(parts.get(4)),
            rights.contains("r"),
            rights.contains("w"),
            State.ENABLED);
    return users.add(account, context).thenApply(done -> "added " + account.shown());
  }

  private CompletableFuture<String> change(
      List<String> parts, UnaryOperator<Account> change, String done, CallContext context) {
    String name = name(parts.get(1));
    return users.change(name, change, context).thenApply(changed -> name + " " + done);
  }

  private CompletableFuture<String> list(String after, CallContext context) {
    return users.list(after, context).thenApply(UserDesk::lines);
  }

  /** Returns the first of them, as many as one answer holds; the next page begins behind them. */
  private static String lines(List<Account> page) {
    StringJoiner lines = new StringJoiner("\n");
    int bytes = 0;
    for (Account account : page) {
      String line = account.shown();
      bytes += line.getBytes(UTF_8).length + 1;
      if (bytes > MOST_BYTES) {
        break;
      }
      lines.add(line);
    }
    return lines.toString();
  }

  private static String name(String text) {
    if (!Account.NAME.matcher(text).matches()) {
      throw RingUsers.refused(
          "a name has 1 to 64 letters, digits or any of . _ @ - and begins with a letter or digit");
    }
    return text;
  }

  private static String hash(String text) {
    try {
      return PasswordHash.parse(text).encoded();
    } catch (IllegalArgumentException unknown) {
      throw RingUsers.refused("the hash of the password is of no kind that this node knows");
    }
  }

  private static String home(String text) {
    try {
      String home = FtpPath.root().resolve(text).toString();
      if (text.startsWith("/") && home.getBytes(UTF_8).length <= Account.MOST_HOME) {
        return home;
      }
    } catch (InvalidNameException bad) {
      throw RingUsers.refused("that is no directory: " + bad.getMessage());
    }
    throw RingUsers.refused(
        "a home is a directory from the root on, such as /home/ann, of at most "
            + Account.MOST_HOME
            + " bytes");
  }
}
