// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static java.util.Objects.requireNonNull;

import io.dftp.examples.chaos.ChaosCommand;
import io.dftp.examples.check.CheckCommand;
import io.dftp.examples.measure.SimCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code dftp} command line: a node, the status of a ring, and a demonstration.
 *
 * <p>Whatever the user can put right is one line on standard error and exit code 2.
 */
@Command(
    name = "dftp",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel =
        "(node | status | watch | fsck | forget | secret | check | sim | chaos | demo)",
    description = "A file tree on a ring of machines, served over FTP.",
    subcommands = {
      NodeCommand.class,
      StatusCommand.class,
      WatchCommand.class,
      FsckCommand.class,
      ForgetCommand.class,
      UserCommand.class,
      SecretCommand.class,
      ConfigCommand.class,
      CheckCommand.class,
      SimCommand.class,
      ChaosCommand.class,
      DemoCommand.class
    })
public final class Main {

  /** All is well. */
  static final int OK = 0;

  /** The answer is no: a ring that is not settled, a demonstration that failed. */
  static final int NOT_OK = 1;

  /** The user has to change something first. */
  static final int USAGE = 2;

  /** The disk of a node failed. */
  static final int DISK_FAILED = 3;

  /** For who types the name alone. */
  private static final List<String> FIRST_STEPS =
      List.of(
          "dftp: a file tree on a ring of machines, served over FTP",
          "",
          "  dftp demo --exit               see it work: three nodes, one is lost, no file",
          "  dftp node --name a --user me   run a node; further ones find it by themselves",
          "  dftp status --ring HOST:PORT   ask how the ring is",
          "  dftp --help                    all commands; dftp node --help: one of them",
          "",
          "Here dftp stands for: java -jar dftp-examples/target/dftp.jar");

  private final Map<String, String> environment;

  /**
   * Creates it.
   *
   * @param environment of the process; tests have one of their own
   */
  Main(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Returns the environment of the program that a command belongs to; empty without one. */
  static Map<String, String> environment(CommandSpec command) {
    return command.root().userObject() instanceof Main main ? main.environment : Map.of();
  }

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    int code = run(System.getenv(), System.out, System.err, args);
    System.out.flush();
    System.err.flush();
    System.exit(code);
  }

  /** Runs one command line and returns its exit code. */
  static int run(
      Map<String, String> environment, PrintStream out, PrintStream err, String... args) {
    CommandLine commandLine = new CommandLine(new Main(environment));
    // These two are of this package, which the packages of the other commands do not know.
    requireNonNull(commandLine.getSubcommands().get("sim")).addSubcommand(new DeterminismCommand());
    requireNonNull(commandLine.getSubcommands().get("check"))
        .addSubcommand(new CheckNodesCommand());
    commandLine
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
        .setParameterExceptionHandler((e, unused) -> misused(e));
    CommandLine node = requireNonNull(commandLine.getSubcommands().get("node"));
    try {
      return commandLine.execute(Settings.complete(args, environment, node));
    } catch (ParameterException e) {
      return misused(e);
    }
  }

  /** Writes one line to the error stream of a command. */
  static void complain(CommandLine command, String message) {
    command.getErr().println("dftp: " + oneLine(message));
    command.getErr().flush();
  }

  /** Returns the message of an exception, or its name where it has none. */
  static String reason(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  private static int misused(ParameterException e) {
    CommandLine command = e.getCommandLine();
    if (e.getClass() == ParameterException.class
        && command.getParent() == null
        && command.getParseResult().originalArgs().isEmpty()) {
      FIRST_STEPS.forEach(command.getErr()::println);
      command.getErr().flush();
      return USAGE;
    }
    StringBuilder line = new StringBuilder(reason(e));
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        line.append(" (did you mean ").append(String.join(" or ", near)).append("?)");
      }
    }
    line.append("; see '").append(command.getCommandSpec().qualifiedName()).append(" --help'");
    complain(command, line.toString());
    return USAGE;
  }

  private static int failed(Exception e, CommandLine command) {
    complain(command, "internal error, please report it: " + e);
    if (Verbosity.isOn()) {
      e.printStackTrace(command.getErr());
    }
    return NOT_OK;
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        String.format(Locale.ROOT, "dftp %s", version == null ? "(not from a jar)" : version)
      };
    }
  }
}
