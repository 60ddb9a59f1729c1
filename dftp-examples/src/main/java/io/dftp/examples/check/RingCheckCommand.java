// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import io.dftp.chord.RingProtocol;
import io.dftp.chord.RingStep;
import io.dftp.sim.explore.ExplorationLimits;
import io.dftp.sim.ring.RingCheck;
import io.dftp.sim.ring.RingReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dftp check ring}: every interleaving of a ring of a few identifiers. */
@Command(
    name = "ring",
    mixinStandardHelpOptions = true,
    description = {
      "Visits every state of a Chord ring that begins with R+1 of N identifiers, in every order of"
          + " join, leave, fail, rejoin, stabilize and rectify, and checks eight invariants in"
          + " each. Then counts the fair rounds from each state to the ideal ring.",
      "4 identifiers take no time, 5 less than a minute, 6 long and gigabytes of heap:"
          + " java -Xmx10g -jar dftp.jar check ring --ids 6 --only-safety."
    })
public final class RingCheckCommand implements Callable<Integer> {

  /** Nothing is wrong. */
  static final int OK = 0;

  /** Something broke. */
  static final int BROKEN = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--ids",
      paramLabel = "N",
      defaultValue = "5",
      description = "Identifiers on the circle, R+1 to 8 (default ${DEFAULT-VALUE}).")
  private int ids = 5;

  @Option(
      names = "--successors",
      paramLabel = "R",
      defaultValue = "2",
      description = "Entries of a successor list (default ${DEFAULT-VALUE}).")
  private int successors = 2;

  @Option(
      names = "--delayed",
      paramLabel = "K",
      defaultValue = "0",
      description =
          "Notifications that may be late at the same time; the others are heard at once (default"
              + " ${DEFAULT-VALUE}).")
  private int delayed;

  @Option(
      names = "--only-safety",
      description = "Check the invariants, and leave out the rounds to the ideal ring.")
  private boolean onlySafety;

  @Option(
      names = "--states",
      paramLabel = "N",
      defaultValue = "2000000000",
      description = "End after so many states.")
  private int states = 2_000_000_000;

  private final RingStep step;

  /** Made by picocli. */
  public RingCheckCommand() {
    this(RingProtocol::step);
  }

  /** Checks another step function, to see that a wrong one is caught. */
  RingCheckCommand(RingStep step) {
    this.step = step;
  }

  @ArgGroup(heading = "Other worlds, one at most:%n")
  private @Nullable RingWorlds worlds;

  @Option(
      names = "--letters",
      paramLabel = "K",
      description =
          "Messages under way at once, with --message-level (default: 3 for 3 identifiers, 2 for"
              + " more).")
  private int letters;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Stopwatch stopwatch = new Stopwatch(spec.commandLine().getErr());
    if (worlds != null) {
      return otherWorld(worlds, out, stopwatch);
    }
    RingCheck check;
    ExplorationLimits limits;
    try {
      check = new RingCheck(step, ids, successors, delayed, RingCheck.DEFAULT_ACTS);
      limits = ExplorationLimits.none().withStates(states);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage());
    }
    RingReport report;
    try {
      report = onlySafety ? check.runSafety(limits, stopwatch) : check.run(limits, stopwatch);
    } catch (OutOfMemoryError e) {
      throw new ParameterException(
          spec.commandLine(), "the heap is full; give more with java -Xmx, or end with --states");
    }
    out.print(new RingCheckText(report).toString(stopwatch.seconds()));
    out.flush();
    return report.isSound() ? OK : BROKEN;
  }

  private int otherWorld(RingWorlds chosen, PrintWriter out, Stopwatch stopwatch) {
    try {
      int size = isGiven("--ids") ? ids : chosen.usualIds();
      RingWorlds.Sizes sizes =
          new RingWorlds.Sizes(
              size,
              isGiven("--successors") ? successors : chosen.usualSuccessors(size),
              letters > 0 ? letters : size <= 3 ? 3 : 2,
              ExplorationLimits.none().withStates(states));
      return chosen.run(sizes, out, stopwatch) ? OK : BROKEN;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage());
    }
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }
}
