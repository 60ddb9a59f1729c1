// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.bully.BullyConfig;
import io.dftp.bully.Preemption;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.election.SimulatedElection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The runs behind {@code dftp sim election}; all chance comes from one seed. */
final class ElectionRuns {

  private static final List<String> ELECTION_MESSAGES =
      List.of(
          "Election",
          "FeedbackHigher",
          "FeedbackLeaderAlive",
          "Claim",
          "ClaimAck",
          "Refusal",
          "Coordinator",
          "Resign",
          "Takeover");

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final double IN_TIME_MILLIS = 2000;

  /** After so many elections the group begins anew, so that its history stays short. */
  private static final int ELECTIONS_OF_A_GROUP = 50;

  private final long seed;
  private final Progress progress;
  private long disagreed;

  ElectionRuns(long seed, Progress progress) {
    this.seed = seed;
    this.progress = progress;
  }

  /** Returns the times in ms from a crash of the leader until all follow another one. */
  Sample failover(int hosts, int crashes, boolean noticed) {
    Sample times = new Sample();
    SimulatedElection group = group(1, hosts, NetworkFaults.none());
    RandomGenerator random = group.simulation().random("crashes");
    for (int i = 0; i < crashes; i++) {
      int leader = settle(group);
      group.runFor(Duration.ofMillis(random.nextInt(250)));
      Duration begun = group.simulation().now();
      group.crash(leader, noticed);
      settle(group);
      times.add(millisSince(group, begun));
      group.start(leader);
      group.runFor(Duration.ofSeconds(3));
      progress.report("crashes", i + 1, crashes);
    }
    return times;
  }

  /** Returns the times in ms from the start of all hosts until all follow one leader. */
  Sample coldStart(int hosts, int starts) {
    Sample times = new Sample();
    for (int i = 0; i < starts; i++) {
      SimulatedElection group =
          new SimulatedElection(
              seed + 1000 + i, hosts, config(), NetworkFaults.none().withLossRate(0.01));
      group.startAll();
      settle(group);
      times.add(millisSince(group, Duration.ZERO));
      progress.report("cold starts", i + 1, starts);
    }
    return times;
  }

  /** Returns the numbers of messages of elections after a silent crash. */
  Sample messages(int hosts, int crashes) {
    Sample numbers = new Sample();
    SimulatedElection group = group(2, hosts, NetworkFaults.none());
    for (int i = 0; i < crashes; i++) {
      int leader = settle(group);
      long before = electionMessages(group);
      group.crash(leader, false);
      settle(group);
      group.runFor(Duration.ofSeconds(2));
      numbers.add((double) (electionMessages(group) - before));
      group.start(leader);
      group.runFor(Duration.ofSeconds(3));
      progress.report("elections counted", i + 1, crashes);
    }
    return numbers;
  }

  /** Returns the times in ms from the first candidacy after a crash until all follow one leader. */
  Sample lossy(int hosts, int elections) {
    Sample times = new Sample();
    int done = 0;
    for (int g = 0; done < elections; g++) {
      SimulatedElection group = group(100 + g, hosts, NetworkFaults.none().withLossRate(0.1));
      int last = Math.min(elections, done + ELECTIONS_OF_A_GROUP);
      for (; done < last; done++) {
        int leader = settle(group);
        group.crash(leader, false);
        group.runUntil(group::anybodyStands, LONG);
        Duration begun = group.simulation().now();
        settle(group);
        double millis = millisSince(group, begun);
        times.add(millis);
        disagreed += millis > IN_TIME_MILLIS ? 1 : 0;
        group.start(leader);
        group.runFor(Duration.ofSeconds(3));
        progress.report("elections under loss", done + 1, elections);
      }
    }
    return times;
  }

  /** Returns how many of the last {@link #lossy} elections took longer than two seconds. */
  long disagreed() {
    return disagreed;
  }

  /**
   * Returns how often the leader changes while the highest host runs 4 s, is down 1 s, and so on.
   */
  int changesUnderRestarts() {
    SimulatedElection group =
        new SimulatedElection(seed, 5, BullyConfig.lan(), NetworkFaults.none());
    group.startAll();
    settle(group);
    int before = group.leads();
    Duration end = group.simulation().now().plusMinutes(5);
    while (group.simulation().now().compareTo(end) < 0) {
      group.runFor(Duration.ofSeconds(4));
      group.crash(4, true);
      group.runFor(Duration.ofSeconds(1));
      group.start(4);
    }
    settle(group);
    return group.leads() - before;
  }

  private SimulatedElection group(int number, int hosts, NetworkFaults faults) {
    SimulatedElection group = new SimulatedElection(seed * 31 + number, hosts, config(), faults);
    group.startAll();
    settle(group);
    group.runFor(Duration.ofSeconds(5));
    return group;
  }

  /** So that only crashes change the leader. */
  private static BullyConfig config() {
    return BullyConfig.lan().with(Preemption.never());
  }

  private static int settle(SimulatedElection group) {
    if (!group.runUntil(() -> group.agreed().isPresent(), LONG)) {
      throw group.simulation().failure("no leader within " + LONG);
    }
    return group.agreed().getAsInt();
  }

  private static double millisSince(SimulatedElection group, Duration begun) {
    return group.simulation().now().minus(begun).toNanos() / 1e6;
  }

  private static long electionMessages(SimulatedElection group) {
    Map<String, Long> sent = group.sent();
    return ELECTION_MESSAGES.stream().mapToLong(type -> sent.getOrDefault(type, 0L)).sum();
  }
}
