// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/** Hundreds of short lives of small rings, folded into one hash. */
final class ManyRings {

  private static final int TRIALS = 200;

  private ManyRings() {}

  /** Prints the hash of the trials that begin with the seed given. */
  public static void main(String[] arguments) {
    System.out.println(run(Long.parseLong(arguments[0])));
  }

  static String run(long firstSeed) {
    Hasher all = Hashing.sha256().newHasher();
    long events = 0;
    for (int i = 0; i < TRIALS; i++) {
      RingTrial.Outcome outcome = RingTrial.run(firstSeed + i);
      all.putString(outcome.traceHash(), StandardCharsets.UTF_8);
      events += outcome.events();
    }
    return all.hash() + " " + events;
  }
}
