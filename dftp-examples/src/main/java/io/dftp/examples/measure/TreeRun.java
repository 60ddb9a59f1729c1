// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.cluster.ClusterConfig;
import io.dftp.examples.tree.TreeOperation;
import io.dftp.examples.tree.TreeTrial;
import io.dftp.sim.Encounters;
import io.dftp.sim.Simulation;
import io.dftp.sim.SimulationFailure;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What one seed of {@code dftp sim tree} came to, and its line in the file of those done.
 *
 * @param operations how many were asked for
 * @param ending how it was judged
 * @param hosts how many there were at most
 * @param ended operations of clients that ended
 * @param acknowledged changes of which the client was told that they happened
 * @param open operations of which the client was not told the end
 * @param virtualMillis how long it lasted, in the time of the hosts
 * @param encounters which operations met which faults
 * @param detail what is broken; empty when nothing is
 */
record TreeRun(
    TreeTrial.Kind kind,
    long seed,
    int operations,
    Ending ending,
    int hosts,
    long ended,
    long acknowledged,
    long open,
    long virtualMillis,
    Encounters<TreeOperation> encounters,
    String detail)
    implements Campaign.SeedRun {

  private static final int FIELDS = 11;
  private static final int DETAIL_LINES = 8;

  /** How a seed was judged. */
  enum Ending {
    HOLDS,
    UNDECIDED,
    BROKEN,
    NOT_SETTLED;

    /** Says whether it is no pass. */
    boolean isBad() {
      return this != HOLDS;
    }
  }

  /** Runs the seed. */
  static TreeRun of(TreeTrial.Kind kind, long seed, int operations) {
    Simulation simulation = Simulation.untraced(seed);
    try {
      TreeTrial.Result result = TreeTrial.run(simulation, kind, operations, ClusterConfig.lan());
      Ending held = result.undecided() ? Ending.UNDECIDED : Ending.HOLDS;
      return new TreeRun(
          kind,
          seed,
          operations,
          result.faults().isEmpty() ? held : Ending.BROKEN,
          result.hosts(),
          result.operations(),
          result.acknowledged(),
          result.open(),
          result.lasted().toMillis(),
          result.encounters(),
          lines(String.join("\n", result.faults())));
    } catch (SimulationFailure failure) {
      return new TreeRun(
          kind,
          seed,
          operations,
          Ending.NOT_SETTLED,
          0,
          0,
          0,
          0,
          simulation.now().toMillis(),
          new Encounters<>(TreeOperation.class),
          lines(String.valueOf(failure.getMessage())));
    }
  }

  private static String lines(String text) {
    return text.lines().limit(DETAIL_LINES).collect(Collectors.joining("\n"));
  }

  /** Returns the options that run the seed again. */
  String again() {
    return "dftp sim tree --kind "
        + kind.name().toLowerCase(Locale.ROOT)
        + " --from "
        + seed
        + " --seeds 1 --operations "
        + operations;
  }

  /** Returns one line, the fields apart by tabs. */
  @Override
  public String line() {
    return String.join(
        "\t",
        kind.name(),
        Long.toString(seed),
        Integer.toString(operations),
        ending.name(),
        Integer.toString(hosts),
        Long.toString(ended),
        Long.toString(acknowledged),
        Long.toString(open),
        Long.toString(virtualMillis),
        EncounterTable.cells(encounters, TreeOperation.values()),
        detail.replace("\n", " | ").replace("\t", " "));
  }

  /** Reads a line; empty if it is none, as the last one of a run that was killed may be. */
  static Optional<TreeRun> parse(String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != FIELDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TreeRun(
              TreeTrial.Kind.valueOf(fields[0]),
              Long.parseLong(fields[1]),
              Integer.parseInt(fields[2]),
              Ending.valueOf(fields[3]),
              Integer.parseInt(fields[4]),
              Long.parseLong(fields[5]),
              Long.parseLong(fields[6]),
              Long.parseLong(fields[7]),
              Long.parseLong(fields[8]),
              EncounterTable.parse(fields[9], TreeOperation.class, TreeOperation.values()),
              fields[10].replace(" | ", "\n")));
    } catch (IllegalArgumentException garbled) {
      return Optional.empty();
    }
  }
}
