// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.cluster.ClusterConfig;
import io.dftp.sim.ColdStartTrial;
import io.dftp.sim.MergeTrial;
import io.dftp.sim.Parting;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;

/** The runs behind {@code dftp sim merge}; all chance comes from one seed. */
final class MergeRuns {

  /** After so many cuts the cluster begins anew, so that its history stays short. */
  private static final int CUTS_OF_A_CLUSTER = 20;

  private final long seed;
  private final int threads;
  private final Progress progress;
  private long clusters;
  private final LongAdder acknowledged = new LongAdder();

  /**
   * Cuts of one kind.
   *
   * @param what for the table
   * @param broadcast whether hosts hear each other by broadcast, or have last-known peers alone
   * @param kinds take turns
   */
  record Cuts(String what, int hosts, boolean broadcast, Duration lasts, List<Parting> kinds) {
    Cuts {
      kinds = List.copyOf(kinds);
    }
  }

  /** Times in ms from healing, or from the last start, until there was one for good. */
  record Times(Sample coordinator, Sample ring) {
    static Times none() {
      return new Times(new Sample(), new Sample());
    }

    void add(Duration untilCoordinator, Duration untilRing) {
      coordinator.add((double) untilCoordinator.toMillis());
      ring.add((double) untilRing.toMillis());
    }
  }

  /**
   * Creates them.
   *
   * @param threads that run clusters side by side; the figures do not depend on it
   */
  MergeRuns(long seed, int threads, Progress progress) {
    this.seed = seed;
    this.threads = threads;
    this.progress = progress;
  }

  /** Takes clusters apart so often. */
  Times cut(Cuts cuts, int number) {
    List<Callable<Times>> runs = new ArrayList<>();
    for (int begun = 0; begun < number; begun += CUTS_OF_A_CLUSTER) {
      int first = begun;
      int last = Math.min(number, first + CUTS_OF_A_CLUSTER);
      Simulation simulation = nextSimulation();
      runs.add(
          () -> {
            Times times = cutOne(cuts, simulation, first, last);
            progress.report(cuts.what(), last, number);
            return times;
          });
    }
    return all(runs);
  }

  private Times cutOne(Cuts cuts, Simulation simulation, int first, int last) {
    Times times = Times.none();
    MergeTrial trial =
        new MergeTrial(simulation, cuts.hosts(), cuts.broadcast(), ClusterConfig.lan());
    trial.start();
    for (int i = first; i < last; i++) {
      MergeTrial.Outcome outcome =
          trial.part(cuts.kinds().get(i % cuts.kinds().size()), cuts.lasts());
      times.add(outcome.coordinator(), outcome.ring());
      acknowledged.add(outcome.acknowledged());
    }
    return times;
  }

  /**
   * Starts clusters so often.
   *
   * @param again whether the hosts have been a cluster before, and lost power
   */
  Times coldStart(int hosts, Duration spread, boolean again, int number) {
    List<Callable<Times>> runs = new ArrayList<>();
    for (int i = 1; i <= number; i++) {
      int done = i;
      Simulation simulation = nextSimulation();
      runs.add(
          () -> {
            ColdStartTrial.Outcome outcome =
                again
                    ? ColdStartTrial.runAgain(simulation, hosts, spread, ClusterConfig.lan())
                    : ColdStartTrial.run(simulation, hosts, spread, ClusterConfig.lan());
            Times times = Times.none();
            times.add(outcome.coordinator(), outcome.ring());
            progress.report("cold starts", done, number);
            return times;
          });
    }
    return all(runs);
  }

  private Times all(List<Callable<Times>> runs) {
    Times all = Times.none();
    for (Times times : Parallel.all(threads, runs)) {
      all.coordinator().addAll(times.coordinator());
      all.ring().addAll(times.ring());
    }
    return all;
  }

  /** Returns how many writes were acknowledged so far, and read at every host after healing. */
  long acknowledged() {
    return acknowledged.sum();
  }

  private Simulation nextSimulation() {
    return Simulation.untraced(seed * 1_000_003 + clusters++);
  }
}
