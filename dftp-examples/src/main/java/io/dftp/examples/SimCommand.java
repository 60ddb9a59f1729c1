// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import picocli.CommandLine.Command;

/** {@code dftp sim}: what runs in virtual time. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "determinism",
    description = "Runs rings in virtual time, in one thread, under a seed.",
    subcommands = DeterminismCommand.class)
final class SimCommand {

  /** Made by picocli. */
  SimCommand() {}
}
