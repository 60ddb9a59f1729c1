// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.ftp.node.NodeQuestions;
import io.dftp.ftp.node.StatusException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dftp forget}: declares a host gone for good. */
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Declares a host gone for good, so that the space of removed files no longer waits for it.",
      "What only its disk holds is lost. A host that is there is not forgotten: stop it, and it"
          + " leaves.",
      "Exit code 0: forgotten. 1: not forgotten, the message says why. 2: wrong option, or no"
          + " answer."
    })
final class ForgetCommand implements Callable<Integer> {

  private static final Duration ASK_AT_MOST = Duration.ofSeconds(40);

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("UnusedVariable") // Its setter is called, the field itself is not read.
  @Mixin
  private Verbosity verbosity = new Verbosity();

  @Parameters(
      paramLabel = "HOST",
      description = "Name, ring address or disk of the host, as status shows it.")
  private String host = "";

  @Mixin private AskedNode node = new AskedNode();

  /** Made by picocli. */
  ForgetCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    AskedNode.Checked asked = node.checked();
    try {
      return node.say(
          NodeQuestions.forget(asked.ring(), asked.cluster(), asked.secret(), host, ASK_AT_MOST));
    } catch (StatusException e) {
      Main.complain(spec.commandLine(), Main.reason(e));
      return Main.USAGE;
    }
  }
}
