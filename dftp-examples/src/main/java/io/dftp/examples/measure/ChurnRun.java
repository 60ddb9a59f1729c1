// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.sim.RingHost;
import io.dftp.sim.SimulatedRing;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * One run of lookups while hosts join and leave: three independent Poisson processes on one ring
 * (Stoica et al. 2003, section VI.E).
 */
final class ChurnRun {

  /**
   * What a run is made of.
   *
   * @param nodes hosts at the beginning
   * @param successors entries of a list
   * @param lookups how many, one a second on average
   * @param rate joins, and leaves, a second on average
   */
  record Settings(int nodes, int successors, int lookups, double rate) {}

  private static final double LOOKUPS_PER_SECOND = 1;
  private static final int CONTACTS = 3;
  private static final Duration CHECK_EVERY = Duration.ofSeconds(100);

  private final SimulatedRing ring;
  private final Simulation simulation;
  private final Settings settings;
  private final Progress progress;
  private final List<RingHost> hosts;
  private final Lookups lookups;
  private final RandomGenerator joins;
  private final RandomGenerator leaves;
  private final RandomGenerator queries;
  private int nextHost;
  private int begun;

  ChurnRun(long seed, Settings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
    ring = PaperRing.createForChurn(seed, settings.successors());
    simulation = ring.simulation();
    joins = simulation.random("joins");
    leaves = simulation.random("leaves");
    queries = simulation.random("lookups");
    PaperRing.build(ring, settings.nodes(), progress);
    PaperRing.repairFingers(ring, progress);
    nextHost = settings.nodes();
    hosts = new ArrayList<>(ring.hosts());
    lookups = new Lookups(ring, simulation.random("keys"));
  }

  /**
   * Does all lookups and returns what came of them. The ring must be sound all the time, and ideal
   * again when the churn has ended.
   */
  Lookups run() {
    after(joins, settings.rate(), this::join);
    after(leaves, settings.rate(), this::leave);
    after(queries, LOOKUPS_PER_SECOND, this::lookUp);
    while (begun < settings.lookups()) {
      simulation.runFor(CHECK_EVERY);
      PaperRing.checkInvariants(ring);
      progress.report("lookups of rate " + settings.rate(), begun, settings.lookups());
    }
    lookups.finish();
    PaperRing.settle(ring);
    progress.found(
        String.format(
            Locale.ROOT,
            "rate %s, seed %d: path %.2f, %d wrong, %d lost",
            settings.rate(),
            simulation.seed(),
            lookups.paths().mean(),
            lookups.wrong(),
            lookups.lost()));
    return lookups;
  }

  private void join() {
    if (begun < settings.lookups()) {
      int number = nextHost++;
      // More than one: a contact may leave before the join is done.
      int[] contacts =
          joins.ints(CONTACTS, 0, hosts.size()).map(host -> hosts.get(host).number()).toArray();
      ring.join(number, contacts)
          .whenComplete(
              (joined, failure) -> {
                if (failure == null) {
                  hosts.add(ring.host(number));
                }
              });
      after(joins, settings.rate(), this::join);
    }
  }

  private void leave() {
    if (begun < settings.lookups()) {
      RingHost leaver = hosts.remove(leaves.nextInt(hosts.size()));
      lookups.abandon(leaver);
      ring.leave(leaver.number());
      after(leaves, settings.rate(), this::leave);
    }
  }

  private void lookUp() {
    if (begun < settings.lookups()) {
      begun++;
      lookups.begin(hosts);
      after(queries, LOOKUPS_PER_SECOND, this::lookUp);
    }
  }

  /** Runs the task after a time that makes its moments a Poisson process. */
  private void after(RandomGenerator random, double perSecond, Runnable task) {
    double seconds = -StrictMath.log(1 - random.nextDouble()) / perSecond;
    simulation.schedule(Duration.ofNanos((long) (seconds * 1e9)), task);
  }
}
