// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.cluster.Reply;
import io.dftp.net.NodeAddress;
import io.dftp.transport.ClusterSecret;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that ask one running node to do something for the whole cluster. */
final class AskedNode {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--ring",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Ring address of any node that runs.")
  private String ring = "";

  @Mixin private ClusterAccess access = new ClusterAccess();

  /** Made by picocli. */
  AskedNode() {}

  /** The options, checked. */
  record Checked(NodeAddress ring, String cluster, ClusterSecret secret) {}

  /** Prints what the node has answered, and returns the exit code for it. */
  int say(Reply reply) {
    if (reply.done()) {
      spec.commandLine().getOut().println(reply.text());
      return Main.OK;
    }
    Main.complain(spec.commandLine(), reply.text());
    return Main.NOT_OK;
  }

  /** Returns the options; fails with what is wrong with one. */
  Checked checked() {
    try {
      return new Checked(
          NodeOptions.address("--ring", ring), access.cluster(), access.secret(spec));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Main.reason(e), e);
    }
  }
}
