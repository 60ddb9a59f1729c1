// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.cluster.Reply;
import io.dftp.ftp.auth.PasswordConfig;
import io.dftp.ftp.auth.PasswordHash;
import io.dftp.ftp.node.NodeQuestions;
import io.dftp.ftp.node.StatusException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dftp user}: the FTP users of a ring, which all its nodes let in. */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Adds, changes, removes or lists the users of a ring: each of its nodes lets them in, at once.",
      "  add NAME       with a password, a home (--home) and rights (--rights)",
      "  passwd NAME    gives another password",
      "  disable NAME   keeps the user out; enable NAME lets the user in again",
      "  rm NAME        removes the user; the files stay",
      "  list           lists them",
      "Who is logged in when a user is changed has to log in again.",
      "Exit code 0: done. 1: not done, the message says why. 2: wrong option, or no answer."
    })
final class UserCommand implements Callable<Integer> {

  private static final Duration ASK_AT_MOST = Duration.ofSeconds(40);

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("UnusedVariable") // Its setter is called, the field itself is not read.
  @Mixin
  private Verbosity verbosity = new Verbosity();

  @Parameters(
      index = "0",
      paramLabel = "WHAT",
      description = "add, passwd, disable, enable, rm, list.")
  private String what = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The user.")
  private @Nullable String name;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "/",
      description = "add: the directory that the user sees as the root (default ${DEFAULT-VALUE}).")
  private String home = "/";

  @Option(
      names = "--rights",
      paramLabel = "RW",
      defaultValue = "rw",
      description = "add: r to read and list, w to change, rw for both (default ${DEFAULT-VALUE}).")
  private String rights = "rw";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "add, passwd: file of one line with the password, or - for standard input. Without it"
              + " the password is asked for.")
  private @Nullable String passwordFile;

  @Mixin private AskedNode node = new AskedNode();

  /** Made by picocli. */
  UserCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    AskedNode.Checked asked = node.checked();
    try {
      return what.equals("list") ? list(asked) : node.say(ask(asked, words()));
    } catch (StatusException e) {
      Main.complain(spec.commandLine(), Main.reason(e));
      return Main.USAGE;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Main.reason(e), e);
    }
  }

  private int list(AskedNode.Checked asked) throws StatusException, InterruptedException {
    String after = "";
    while (true) {
      Reply reply = ask(asked, "list" + (after.isEmpty() ? "" : " " + after));
      if (reply.done() && reply.text().isEmpty()) {
        return Main.OK;
      }
      if (node.say(reply) != Main.OK) {
        return Main.NOT_OK;
      }
      String last = reply.text().substring(reply.text().lastIndexOf('\n') + 1);
      after = last.substring(0, last.indexOf(' '));
    }
  }

  private String words() {
    String user = name == null ? "" : name;
    if (user.isEmpty() || user.contains(" ")) {
      throw new IllegalArgumentException("which user? " + what + " takes a name without spaces");
    }
    return switch (what) {
      case "add" -> "add " + user + " " + rights + " " + hash(user) + " " + home;
      case "passwd" -> "passwd " + user + " " + hash(user);
      case "disable", "enable", "rm" -> what + " " + user;
      default ->
          throw new IllegalArgumentException(
              "'" + what + "' is none of add, passwd, disable, enable, rm, list");
    };
  }

  /** The password itself is sent to nobody. */
  private String hash(String user) {
    PasswordInput input = PasswordInput.ofProcess();
    String password = passwordFile == null ? input.ask(user) : input.read(passwordFile);
    return PasswordHash.of(password, PasswordConfig.defaults().iterations(), new SecureRandom())
        .encoded();
  }

  private static Reply ask(AskedNode.Checked asked, String words)
      throws StatusException, InterruptedException {
    return NodeQuestions.users(asked.ring(), asked.cluster(), asked.secret(), words, ASK_AT_MOST);
  }
}
