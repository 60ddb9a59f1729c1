// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.cluster.ClusterStatus;
import io.dftp.ftp.node.StatusClient;
import io.dftp.ftp.node.StatusException;
import io.dftp.net.NodeAddress;
import io.dftp.transport.ClusterSecret;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dftp status}: asks one node about the whole; exit code 0 means settled. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows hosts, positions, the coordinator as each host sees it, and objects with too few"
          + " copies.",
      "Exit code 0: settled (one ring, one coordinator everywhere, all objects on k or all hosts)."
          + " 1: not settled. 2: wrong option, or the node does not answer."
    })
final class StatusCommand implements Callable<Integer> {

  private static final long POLL_MILLIS = 500;

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("UnusedVariable") // Its setter is called, the field itself is not read.
  @Mixin
  private Verbosity verbosity = new Verbosity();

  @Option(
      names = "--ring",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Ring address of any node.")
  private String ring = "";

  @Mixin private ClusterAccess access = new ClusterAccess();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "Ask until settled, at most so long.")
  private int waitSeconds;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "How long an answer may take, on a busy machine for instance (default ${DEFAULT-VALUE}).")
  private int timeoutSeconds = 10;

  private final Source source;

  /** Made by picocli; asks over the network. */
  StatusCommand() {
    this(StatusClient::query);
  }

  StatusCommand(Source source) {
    this.source = source;
  }

  /** Where a status comes from. */
  interface Source {
    ClusterStatus query(NodeAddress ring, String cluster, ClusterSecret secret, Duration timeout)
        throws StatusException;
  }

  @Override
  public Integer call() throws InterruptedException {
    NodeAddress address;
    String cluster;
    ClusterSecret secret;
    try {
      address = NodeOptions.address("--ring", ring);
      cluster = access.cluster();
      secret = access.secret(spec);
      if (waitSeconds < 0) {
        throw new IllegalArgumentException("--wait must not be negative");
      }
      if (timeoutSeconds < 1) {
        throw new IllegalArgumentException("--timeout must be at least 1");
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Main.reason(e), e);
    }
    return report(address, cluster, secret);
  }

  private int report(NodeAddress address, String cluster, ClusterSecret secret)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
    while (true) {
      @Nullable ClusterStatus status = null;
      String trouble = "";
      try {
        status = source.query(address, cluster, secret, Duration.ofSeconds(timeoutSeconds));
      } catch (StatusException e) {
        trouble = Main.reason(e);
      }
      boolean settled = status != null && status.isSettled();
      if (!settled && deadline - System.nanoTime() > 0) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        continue;
      }
      if (status == null) {
        Main.complain(spec.commandLine(), trouble);
        return Main.USAGE;
      }
      print(status);
      return settled ? Main.OK : Main.NOT_OK;
    }
  }

  private void print(ClusterStatus status) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? StatusJson.of(status) : StatusTable.of(access.cluster(), status));
    out.flush();
  }
}
