// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dftp secret}: the secret that nodes of this user share on this machine. */
@Command(
    name = "secret",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(show)",
    description = "Handles the secret that nodes of this user share on this machine.")
final class SecretCommand {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Made by picocli. */
  SecretCommand() {}

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Prints the secret as --secret-file reads it; it is made if there is none.",
        "To bring it to another machine: (umask 077; dftp secret show > FILE), copy FILE there,"
            + " and start all nodes with --secret-file FILE."
      })
  int show() {
    try {
      spec.commandLine().getOut().println(OwnSecret.of(spec).text());
      spec.commandLine().getOut().flush();
      return Main.OK;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Main.reason(e), e);
    }
  }
}
