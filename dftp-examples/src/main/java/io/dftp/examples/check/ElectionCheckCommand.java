// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import io.dftp.sim.election.ElectionBounds;
import io.dftp.sim.election.ElectionCheck;
import io.dftp.sim.election.ElectionMutant;
import io.dftp.sim.election.ElectionMutants;
import io.dftp.sim.election.ElectionStep;
import io.dftp.sim.election.Fault;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dftp check election}: every schedule of an election of a few hosts. */
@Command(
    name = "election",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Visits every state of an election of N hosts that run the shipped step, in every schedule"
          + " with at most F faults: a message held back, lost or repeated, a crash and a start"
          + " again, a standstill, a resignation, a way cut and opened again, each at any moment.",
      "With --mutants it looks for seeded bugs instead, and fails when one survives."
    })
public final class ElectionCheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Hosts, 1 to 5 (default ${DEFAULT-VALUE}).")
  private int nodes = 3;

  @Option(
      names = "--faults",
      paramLabel = "F",
      defaultValue = "1",
      description = "Faults in one schedule, 0 to 7 (default ${DEFAULT-VALUE}).")
  private int faults = 1;

  @Option(
      names = "--kinds",
      paramLabel = "KIND",
      split = ",",
      defaultValue = "HOLD,DUPLICATE,CRASH,RESIGN,PAUSE,ISOLATE",
      description = "Kinds of faults (default all: ${DEFAULT-VALUE}).")
  private Fault[] kinds = {};

  @Option(
      names = "--start-any-time",
      description = "Each host starts at any moment; else all at once.")
  private boolean startAnyTime;

  @Option(
      names = "--states",
      paramLabel = "N",
      defaultValue = "50000000",
      description = "End after so many states (default ${DEFAULT-VALUE}).")
  private int states = 50_000_000;

  @Option(names = "--mutants", description = "Look for the seeded bugs.")
  private boolean mutants;

  private final ElectionStep step;
  private final List<ElectionMutant> seeded;

  /** Made by picocli. */
  public ElectionCheckCommand() {
    this(ElectionCheck.production(), ElectionMutants.all());
  }

  /** Checks another step, and looks for other bugs. */
  ElectionCheckCommand(ElectionStep step, List<ElectionMutant> seeded) {
    this.step = step;
    this.seeded = List.copyOf(seeded);
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean good = mutants ? kill(out) : check(out);
    out.flush();
    return good ? RingCheckCommand.OK : RingCheckCommand.BROKEN;
  }

  private boolean check(PrintWriter out) {
    Stopwatch stopwatch = new Stopwatch(spec.commandLine().getErr());
    ElectionCheck.Result result = ElectionCheck.run(bounds(), step, stopwatch);
    out.printf(
        Locale.ROOT,
        "%d hosts, at most %d of %s: %,d states, %,d transitions, depth %,d, %s, %.1f s%n",
        nodes,
        faults,
        Arrays.toString(kinds),
        result.states(),
        result.transitions(),
        result.depth(),
        result.complete() ? "complete" : "NOT COMPLETE",
        stopwatch.seconds());
    if (result.violations().isEmpty() && result.complete()) {
      out.printf(
          Locale.ROOT,
          "All rules hold. From every state, when nothing more goes wrong, each connected group has"
              + " its one coordinator for good within %,d ms (heartbeat %d ms, suspected after"
              + " %d ms).%n",
          result.longestUnsettled().toMillis(),
          ElectionBounds.config().heartbeat().toMillis(),
          ElectionBounds.config().suspectAfter().toMillis());
    }
    result.violations().forEach(out::println);
    return result.violations().isEmpty() && result.complete();
  }

  private ElectionBounds bounds() {
    try {
      ElectionBounds bounds = ElectionBounds.of(nodes, faults).with(kinds).withStates(states);
      return startAnyTime ? bounds.startingAnyTime() : bounds;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private boolean kill(PrintWriter out) {
    int killed = 0;
    for (ElectionMutant mutant : seeded) {
      ElectionCheck.Result result =
          ElectionCheck.run(
              mutant.bounds(), mutant.step(), (reached, expanded, transitions, depth) -> {});
      if (result.violations().isEmpty()) {
        out.printf("SURVIVED  %s%n", mutant.name());
      } else {
        killed++;
        out.printf(
            Locale.ROOT,
            "killed    %s: %s, after %d steps, %,d states%n",
            mutant.name(),
            result.violations().get(0).property(),
            result.violations().get(0).steps().size(),
            result.states());
      }
      out.flush();
    }
    out.printf("%d of %d seeded bugs are found%n", killed, seeded.size());
    return killed == seeded.size();
  }
}
