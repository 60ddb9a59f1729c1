// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import picocli.CommandLine.Command;

/** {@code dftp check}: every state of a small system, visited, and the state of running nodes. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(ring | election | nodes)",
    description = {
      "Visits every state that a small system can reach, under the protocol that nodes run; or asks"
          + " running nodes for the state of their ring.",
      "Exit code 0: nothing is wrong. 1: something broke, and the shortest way there is printed."
          + " 2: wrong option."
    },
    subcommands = {RingCheckCommand.class, ElectionCheckCommand.class})
public final class CheckCommand {

  /** Made by picocli. */
  public CheckCommand() {}
}
