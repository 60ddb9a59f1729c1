// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of {@code dftp node} that name FTP users and where their passwords come from. */
final class UserOptions {

  @Option(
      names = "--user",
      paramLabel = "NAME[:PASS]",
      description =
          "An FTP user of this node; repeatable. A password given here can be seen by all users of"
              + " the machine. Without users, a user \"dftp\" with a password that is told once on"
              + " standard error.")
  private List<String> users = new ArrayList<>();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "File of one line with the password of a --user without one, or - for a line of standard"
              + " input; repeatable, in the order of those users. Without it they are asked for.")
  private List<String> passwordFiles = new ArrayList<>();

  UserOptions() {}

  /** Returns whether the user named no FTP user. */
  boolean isEmpty() {
    return users.isEmpty();
  }

  /** Returns whether a password is on the command line, where everybody can see it. */
  boolean showsPassword() {
    return users.stream().anyMatch(user -> user.indexOf(':') >= 0);
  }

  /**
   * Returns the passwords by user; reads files, and asks, only when the options are right.
   *
   * @throws IllegalArgumentException if an option has a bad value or a password cannot be had
   */
  Map<String, String> accounts(PasswordInput input) {
    Map<String, String> accounts = new LinkedHashMap<>();
    List<String> without = new ArrayList<>();
    for (String user : users) {
      int colon = user.indexOf(':');
      if (colon == 0 || colon == user.length() - 1) {
        throw new IllegalArgumentException("--user takes NAME or NAME:PASS, both not empty");
      }
      String account = NodeOptions.name("--user", colon < 0 ? user : user.substring(0, colon));
      if (colon < 0) {
        without.add(account);
      }
      if (accounts.put(account, colon < 0 ? "" : user.substring(colon + 1)) != null) {
        throw new IllegalArgumentException("--user names '" + account + "' twice");
      }
    }
    checkFiles(without);
    for (int i = 0; i < without.size(); i++) {
      String account = without.get(i);
      accounts.put(
          account, passwordFiles.isEmpty() ? input.ask(account) : input.read(passwordFiles.get(i)));
    }
    return accounts;
  }

  private void checkFiles(List<String> without) {
    if (!passwordFiles.isEmpty() && passwordFiles.size() != without.size()) {
      throw new IllegalArgumentException(
          "--password-file is given "
              + passwordFiles.size()
              + " times, and "
              + without.size()
              + " times --user without a password; give one for each, in the same order");
    }
  }
}
