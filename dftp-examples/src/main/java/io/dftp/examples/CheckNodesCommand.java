// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.cluster.ClusterConfig;
import io.dftp.ftp.node.RingVisitor;
import io.dftp.net.NodeAddress;
import io.dftp.sim.ring.RingInvariant;
import io.dftp.transport.ClusterSecret;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dftp check nodes}: what running nodes know of their ring, beside what they should. */
@Command(
    name = "nodes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Asks every node of a running ring for its positions, predecessors and successor lists,"
          + " checks them against all positions that answer, and looks up keys through every node.",
      "Exit code 0: everything is right. 1: something is wrong. 2: wrong option, or the node does"
          + " not answer."
    })
final class CheckNodesCommand implements Callable<Integer> {

  private static final Duration ASK_AT_MOST = Duration.ofSeconds(10);
  private static final Duration LOOK_UP_AT_MOST = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 200;
  private static final int MOST_COMPLAINTS = 20;

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

  @Option(
      names = "--lookups",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Keys to look up (default ${DEFAULT-VALUE}).")
  private int lookups = 1000;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "So many nodes there should be; without it any number will do.")
  private int nodes;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "Ask until the ring is right, at most so long.")
  private int waitSeconds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Draws the keys (default ${DEFAULT-VALUE}).")
  private long seed = 1;

  /** Made by picocli. */
  CheckNodesCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    NodeAddress contact = checkedContact();
    String refusal = "";
    try (RingVisitor visitor = RingVisitor.open(access.cluster(), secret())) {
      try {
        return check(visitor, RingVisitor.resolve(contact)) ? Main.OK : Main.NOT_OK;
      } finally {
        refusal = visitor.lastRefusal();
      }
    } catch (UnknownHostException e) {
      Main.complain(spec.commandLine(), Main.reason(e));
    } catch (ExecutionException | IOException e) {
      Main.complain(
          spec.commandLine(),
          refusal.isEmpty()
              ? "no answer from "
                  + ring
                  + "; check that a node of cluster '"
                  + access.cluster()
                  + "' runs there (its READY line names its ring address)"
              : "no answer: " + refusal);
    }
    return Main.USAGE;
  }

  private boolean check(RingVisitor visitor, NodeAddress contact)
      throws InterruptedException, ExecutionException {
    RingSurvey before = awaitRight(visitor, contact);
    List<String> complaints = new ArrayList<>(before.complaints());
    if (nodes > 0 && before.hosts().size() != nodes) {
      complaints.add("there are " + before.hosts().size() + " nodes, not " + nodes);
    }
    OwnerLookups.@Nullable Tally tally = null;
    if (lookups > 0 && !before.members().isEmpty()) {
      tally =
          new OwnerLookups(
                  (host, key) -> visitor.findOwner(host, key, LOOK_UP_AT_MOST),
                  before.hosts(),
                  before::ownerOf)
              .run(lookups, seed);
      complaints.addAll(tally.complaints());
      if (!ask(visitor, contact).members().equals(before.members())) {
        complaints.add("members came or went meanwhile: what is right may count as wrong");
      }
    }
    print(before, tally, complaints);
    return complaints.isEmpty();
  }

  private ClusterSecret secret() {
    try {
      return access.secret(spec);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Main.reason(e), e);
    }
  }

  private NodeAddress checkedContact() {
    try {
      access.cluster();
      notNegative("--lookups", lookups);
      notNegative("--nodes", nodes);
      notNegative("--wait", waitSeconds);
      return NodeOptions.address("--ring", ring);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Main.reason(e), e);
    }
  }

  private static void notNegative(String option, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(option + " must not be negative");
    }
  }

  private RingSurvey awaitRight(RingVisitor visitor, NodeAddress contact)
      throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
    while (true) {
      RingSurvey check = ask(visitor, contact);
      boolean complete = nodes == 0 || check.hosts().size() == nodes;
      if ((check.isIdeal() && complete) || deadline - System.nanoTime() <= 0) {
        return check;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private static RingSurvey ask(RingVisitor visitor, NodeAddress contact)
      throws InterruptedException, ExecutionException {
    return RingSurvey.of(
        visitor.census(contact, ASK_AT_MOST).get(), ClusterConfig.lan().chord().successors());
  }

  private void print(
      RingSurvey check, OwnerLookups.@Nullable Tally tally, List<String> complaints) {
    PrintWriter out = spec.commandLine().getOut();
    int members = check.members().size();
    out.printf(
        Locale.ROOT,
        "cluster %s: %s%n",
        access.cluster(),
        complaints.isEmpty() ? "the ring is right" : "something is wrong");
    complaints.stream().limit(MOST_COMPLAINTS).forEach(line -> out.println("  - " + line));
    if (complaints.size() > MOST_COMPLAINTS) {
      out.println("  - and " + (complaints.size() - MOST_COMPLAINTS) + " more");
    }
    out.println();
    row(out, "nodes that answer", check.hosts().size(), check.hosts().size() + check.silentHosts());
    row(out, "positions that are members", members, check.views().size());
    row(out, "right first successors", check.rightFirst(), members);
    row(out, "right predecessors", check.rightPredecessors(), members);
    row(out, "right successor lists", check.rightLists(), members);
    if (members > check.successors()) {
      row(out, "invariants that hold", check.invariantsThatHold(), RingInvariant.values().length);
    } else {
      out.printf(
          Locale.ROOT,
          "%-28s from %d positions on%n",
          "invariants are promised",
          check.successors() + 1);
    }
    if (tally != null) {
      row(out, "right lookups", tally.right(), lookups);
      out.printf(
          Locale.ROOT,
          "%-28s %d wrong, %d without answer; median %.1f ms, 99th percentile %.1f ms%n",
          "",
          tally.wrong(),
          tally.unanswered(),
          millis(tally.median()),
          millis(tally.percentile99()));
    }
    out.flush();
  }

  private static void row(PrintWriter out, String what, int right, int all) {
    out.printf(Locale.ROOT, "%-28s %d of %d%n", what, right, all);
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }
}
