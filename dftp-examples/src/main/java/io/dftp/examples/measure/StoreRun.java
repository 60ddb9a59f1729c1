// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.cluster.ClusterConfig;
import io.dftp.sim.Encounters;
import io.dftp.sim.Simulation;
import io.dftp.sim.SimulationFailure;
import io.dftp.sim.StoreOperation;
import io.dftp.sim.StoreTrial;
import io.dftp.sim.history.Outcome;
import io.dftp.sim.history.Verdict;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What one seed of {@code dftp sim store} came to, and its line in the file of those done.
 *
 * @param operations how many were asked for
 * @param ending how the history was judged
 * @param hosts how many there were at most
 * @param ended operations of clients that ended
 * @param acknowledged changes of which the client was told that they happened
 * @param unknown calls of which the client was not told the end
 * @param virtualMillis how long it lasted, in the time of the hosts
 * @param encounters which operations met which faults
 * @param detail what is broken; empty when nothing is
 */
record StoreRun(
    StoreTrial.Kind kind,
    long seed,
    int operations,
    Ending ending,
    int hosts,
    long ended,
    long acknowledged,
    long unknown,
    long virtualMillis,
    Encounters<StoreOperation> encounters,
    String detail)
    implements Campaign.SeedRun {

  private static final int FIELDS = 11;

  /** How a history was judged. */
  enum Ending {
    HOLDS,
    LATE_SIBLING,
    UNDECIDED,
    BROKEN;

    /** Says whether it is no pass. */
    boolean isBad() {
      return this == UNDECIDED || this == BROKEN;
    }
  }

  /** Runs the seed. */
  static StoreRun of(StoreTrial.Kind kind, long seed, int operations) {
    Simulation simulation = Simulation.untraced(seed);
    try {
      StoreTrial.Result result = StoreTrial.run(simulation, kind, operations, ClusterConfig.lan());
      Verdict verdict = result.verdict();
      Ending held = result.lateSibling() ? Ending.LATE_SIBLING : Ending.HOLDS;
      Ending ending =
          verdict instanceof Verdict.Holds
              ? held
              : verdict instanceof Verdict.Undecided ? Ending.UNDECIDED : Ending.BROKEN;
      String detail =
          verdict instanceof Verdict.Broken broken ? broken.counterexample().toString() : "";
      return new StoreRun(
          kind,
          seed,
          operations,
          ending,
          result.hosts().get(1),
          result.operations(),
          result.ended(Outcome.Done.class),
          result.ended(Outcome.Unknown.class),
          result.lasted().toMillis(),
          result.encounters(),
          detail);
    } catch (SimulationFailure failure) {
      return new StoreRun(
          kind,
          seed,
          operations,
          Ending.BROKEN,
          0,
          0,
          0,
          0,
          simulation.now().toMillis(),
          new Encounters<>(StoreOperation.class),
          String.valueOf(failure.getMessage()).lines().limit(2).collect(Collectors.joining("\n")));
    }
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
        Long.toString(unknown),
        Long.toString(virtualMillis),
        EncounterTable.cells(encounters, StoreOperation.values()),
        detail.replace("\n", " | ").replace("\t", " "));
  }

  /** Reads a line; empty if it is none, as the last one of a run that was killed may be. */
  static Optional<StoreRun> parse(String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != FIELDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new StoreRun(
              StoreTrial.Kind.valueOf(fields[0]),
              Long.parseLong(fields[1]),
              Integer.parseInt(fields[2]),
              Ending.valueOf(fields[3]),
              Integer.parseInt(fields[4]),
              Long.parseLong(fields[5]),
              Long.parseLong(fields[6]),
              Long.parseLong(fields[7]),
              Long.parseLong(fields[8]),
              EncounterTable.parse(fields[9], StoreOperation.class, StoreOperation.values()),
              fields[10].replace(" | ", "\n")));
    } catch (IllegalArgumentException garbled) {
      return Optional.empty();
    }
  }
}
