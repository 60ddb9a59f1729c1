// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import picocli.CommandLine.Command;

/** {@code dftp check}: what can be checked. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "nodes",
    description = "Checks rings.",
    subcommands = CheckNodesCommand.class)
final class CheckCommand {

  /** Made by picocli. */
  CheckCommand() {}
}
