// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import picocli.CommandLine.Command;

/** {@code dftp check}: every state of a small system, visited. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(ring | election)",
    description = {
      "Visits every state that a small system can reach, under the protocol that nodes run.",
      "Exit code 0: nothing is wrong. 1: something broke, and the shortest way there is printed."
          + " 2: wrong option."
    },
    subcommands = {RingCheckCommand.class, ElectionCheckCommand.class})
public final class CheckCommand {

  /** Made by picocli. */
  public CheckCommand() {}
}
