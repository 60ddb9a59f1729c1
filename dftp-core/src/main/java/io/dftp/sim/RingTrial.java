// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.chord.ChordConfig;
import io.dftp.id.KeyHasher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A short life of a small ring on a bad network: five hosts join, then twelve times something drawn
 * from the seed happens to them, and keys are looked up all the while.
 *
 * <p>Cheap enough to run by the thousand, and the same seed gives the same {@link Outcome} in every
 * JVM. The successor lists are checked after every event; nothing else is demanded, so it may end
 * with a ring in pieces.
 */
public final class RingTrial {

  private static final int HOSTS = 5;
  private static final int SUCCESSORS = 3;
  private static final int TURNS = 12;
  private static final Duration LOOKUP_WITHIN = Duration.ofSeconds(2);

  private final SimulatedRing ring;
  private final RandomGenerator random;
  private final List<Integer> up = new ArrayList<>();
  private int nextHost = HOSTS;
  private int found;

  /**
   * How it ended.
   *
   * @param traceHash SHA-256 over all events, in hexadecimal digits
   * @param events that happened
   * @param found how many lookups found an owner
   */
  public record Outcome(String traceHash, long events, int found) {}

  private RingTrial(long seed) {
    ring =
        new SimulatedRing(
            seed,
            NetworkFaults.lossy(),
            RingSettings.simulated().with(ChordConfig.simulated().withSuccessors(SUCCESSORS)));
    random = ring.simulation().random("trial");
    ring.simulation().addInvariant(RingRules.of(ring, RingRules.LOCAL));
  }

  /**
   * Runs the trial of that seed.
   *
   * @throws SimulationFailure if a list is out of order or holds a member twice
   */
  public static Outcome run(long seed) {
    return new RingTrial(seed).run();
  }

  private Outcome run() {
    Simulation simulation = ring.simulation();
    ring.start(0).create();
    up.add(0);
    for (int number = 1; number < HOSTS; number++) {
      join(number);
    }
    simulation.runFor(Duration.ofSeconds(1));
    for (int turn = 0; turn < TURNS; turn++) {
      act();
      lookUp(turn);
      simulation.runFor(Duration.ofMillis(random.nextInt(800)));
    }
    ring.network().heal();
    simulation.runFor(Duration.ofSeconds(2));
    return new Outcome(simulation.traceHash(), simulation.events(), found);
  }

  private void act() {
    int one = up.get(random.nextInt(up.size()));
    int other = up.get(random.nextInt(up.size()));
    switch (random.nextInt(7)) {
      case 0 -> join(nextHost++);
      case 1 -> end(one, () -> ring.crash(one));
      case 2 -> end(one, () -> ring.leave(one));
      case 3 ->
          end(
              one,
              () -> {
                ring.crash(one);
                ring.join(one, up.get(0));
                up.add(one);
              });
      case 4 -> ring.network().cut(SimulatedRing.addressOf(one), SimulatedRing.addressOf(other));
      case 5 -> divide();
      default -> ring.network().heal();
    }
  }

  private void join(int number) {
    ring.join(number, up.get(random.nextInt(up.size())));
    up.add(number);
  }

  /** Two stay: nobody would be left to join through. */
  private void end(int number, Runnable how) {
    if (up.size() > 2) {
      up.remove((Integer) number);
      how.run();
    }
  }

  private void divide() {
    ring.network()
        .partition(
            List.of(
                up.stream()
                    .filter(number -> random.nextBoolean())
                    .map(SimulatedRing::addressOf)
                    .toList()));
  }

  private void lookUp(int turn) {
    int from = up.get(random.nextInt(up.size()));
    ring.lookup(from, KeyHasher.hash("key " + turn), LOOKUP_WITHIN)
        .whenComplete((owner, failure) -> found += failure == null ? 1 : 0);
  }
}
