// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.ftp.node.RingVisitor;
import io.dftp.net.NodeAddress;
import io.dftp.transport.ClusterSecret;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code dftp watch}: asks several hosts again and again, each for itself, and prints a line
 * whenever what they say together has changed. For scripts that time what a cluster does.
 */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Asks every named node again and again, and prints a line whenever the sum of what they say"
          + " has changed, until the process is ended:",
      "at=<Unix time in ms> hosts=<that answer> silent=<that do not> rings=<number> right=<whether"
          + " every predecessor and successor list is what it should be by those that answer>"
          + " coordinator=<name, or - unless all that answer follow the same one> epoch=<its epoch>"
          + " settled=<as dftp status> views=<node:coordinator/epoch,...>",
      "Exit code 2: wrong option, or the system gives no sockets."
    })
final class WatchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("UnusedVariable") // Its setter is called, the field itself is not read.
  @Mixin
  private Verbosity verbosity = new Verbosity();

  @Option(
      names = "--ring",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Ring address of a node to ask; repeatable.")
  private List<String> rings = new ArrayList<>();

  @Mixin private ClusterAccess access = new ClusterAccess();

  @Option(
      names = "--every",
      paramLabel = "MILLIS",
      defaultValue = "100",
      description = "Pause between an answer and the next question (default ${DEFAULT-VALUE}).")
  private int everyMillis = 100;

  @Option(
      names = "--silent-after",
      paramLabel = "MILLIS",
      defaultValue = "1000",
      description = "A node is silent that does not answer so long (default ${DEFAULT-VALUE}).")
  private int silentAfterMillis = 1000;

  /** Made by picocli. */
  WatchCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    List<NodeAddress> hosts = new ArrayList<>();
    String cluster;
    ClusterSecret secret;
    try {
      cluster = access.cluster();
      atLeastOne("--every", everyMillis);
      atLeastOne("--silent-after", silentAfterMillis);
      secret = access.secret(spec);
      for (String ring : rings) {
        hosts.add(RingVisitor.resolve(NodeOptions.address("--ring", ring)));
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Main.reason(e), e);
    } catch (UnknownHostException e) {
      Main.complain(spec.commandLine(), Main.reason(e));
      return Main.USAGE;
    }
    try (RingVisitor visitor = RingVisitor.open(cluster, secret)) {
      watch(visitor, hosts);
      return Main.OK;
    } catch (IOException e) {
      Main.complain(spec.commandLine(), Main.reason(e));
      return Main.USAGE;
    }
  }

  private void watch(RingVisitor visitor, List<NodeAddress> hosts) throws InterruptedException {
    WatchedHosts watched = new WatchedHosts(hosts);
    ScheduledExecutorService watching =
        Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "watch"));
    try {
      hosts.forEach(host -> watching.execute(() -> ask(visitor, watched, watching, host)));
      new CountDownLatch(1).await();
    } finally {
      watching.shutdownNow();
    }
  }

  /** Runs on the watching thread, as all that it leads to. */
  private void ask(
      RingVisitor visitor,
      WatchedHosts watched,
      ScheduledExecutorService watching,
      NodeAddress host) {
    visitor
        .status(host, Duration.ofMillis(silentAfterMillis))
        .handle((status, failure) -> Optional.ofNullable(status))
        .thenAcceptAsync(
            answer -> {
              watched.heard(host, answer).ifPresent(this::print);
              watching.schedule(
                  () -> ask(visitor, watched, watching, host), everyMillis, TimeUnit.MILLISECONDS);
            },
            watching);
  }

  private void print(String line) {
    spec.commandLine().getOut().println("at=" + System.currentTimeMillis() + " " + line);
    spec.commandLine().getOut().flush();
  }

  private static void atLeastOne(String option, int millis) {
    if (millis < 1) {
      throw new IllegalArgumentException(option + " must be at least 1");
    }
  }
}
