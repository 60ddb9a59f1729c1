// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dftp config}: what a node would be started with, and where each value comes from. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(show)",
    description = "Shows the configuration of a node.")
final class ConfigCommand {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Made by picocli. */
  ConfigCommand() {}

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Prints every setting of 'dftp node' with its value, and where that comes from: the"
            + " default, the file, or the environment, the later before the earlier.",
        "The output is a configuration file itself."
      })
  int show(
      @Option(
              names = "--config",
              paramLabel = "FILE",
              description = "The file (default: the one that DFTP_CONFIG names, else none).")
          @Nullable String file) {
    CommandLine node = requireNonNull(spec.root().commandLine().getSubcommands().get("node"));
    Map<String, String> environment = Main.environment(spec);
    List<String> arguments = file == null ? List.of() : List.of("--config", file);
    Settings settings = Settings.of(Settings.file(arguments, environment), environment, node);
    List<String> parsed = new ArrayList<>();
    Settings.options(node)
        .forEach(
            (key, option) ->
                Optional.ofNullable(settings.values().get(key))
                    .ifPresent(
                        value ->
                            Settings.parts(option, value.text())
                                .forEach(part -> parsed.add(option.longestName() + "=" + part))));
    node.parseArgs(parsed.toArray(String[]::new));
    PrintWriter out = spec.commandLine().getOut();
    Settings.options(node).forEach((key, option) -> out.println(line(key, option, settings)));
    out.flush();
    return Main.OK;
  }

  private static String line(String key, OptionSpec option, Settings settings) {
    Settings.Value value = settings.values().get(key);
    if (value != null) {
      return "# " + value.origin() + System.lineSeparator() + key + " = " + value.text();
    }
    return "#" + key + " = " + standard(option);
  }

  private static String standard(OptionSpec option) {
    if (option.defaultValue() != null) {
      return option.defaultValue();
    }
    return option.type() == boolean.class ? "false" : "";
  }
}
