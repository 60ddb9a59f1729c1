// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.cluster.ClusterConfig;
import io.dftp.sim.ColdStartTrial;
import io.dftp.sim.MergeTrial;
import io.dftp.sim.Parting;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.List;

/** The runs behind {@code dftp sim merge}; all chance comes from one seed. */
final class MergeRuns {

  /** After so many cuts the cluster begins anew, so that its history stays short. */
  private static final int CUTS_OF_A_CLUSTER = 20;

  private final long seed;
  private final Progress progress;
  private long clusters;
  private long acknowledged;

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

  MergeRuns(long seed, Progress progress) {
    this.seed = seed;
    this.progress = progress;
  }

  /** Takes clusters apart so often. */
  Times cut(Cuts cuts, int number) {
    Times times = Times.none();
    int done = 0;
    while (done < number) {
      MergeTrial trial =
          new MergeTrial(nextSimulation(), cuts.hosts(), cuts.broadcast(), ClusterConfig.lan());
      trial.start();
      int last = Math.min(number, done + CUTS_OF_A_CLUSTER);
      for (; done < last; done++) {
        Parting kind = cuts.kinds().get(done % cuts.kinds().size());
        MergeTrial.Outcome outcome = trial.part(kind, cuts.lasts());
        times.add(outcome.coordinator(), outcome.ring());
        acknowledged += outcome.acknowledged();
        progress.report(cuts.what(), done + 1, number);
      }
    }
    return times;
  }

  /** Starts clusters of hosts that know of nobody so often. */
  Times coldStart(int hosts, Duration spread, int number) {
    Times times = Times.none();
    for (int i = 0; i < number; i++) {
      ColdStartTrial.Outcome outcome =
          ColdStartTrial.run(nextSimulation(), hosts, spread, ClusterConfig.lan());
      times.add(outcome.coordinator(), outcome.ring());
      progress.report("cold starts", i + 1, number);
    }
    return times;
  }

  /** Returns how many writes were acknowledged so far, and read at every host after healing. */
  long acknowledged() {
    return acknowledged;
  }

  private Simulation nextSimulation() {
    return Simulation.untraced(seed * 1_000_003 + clusters++);
  }
}
