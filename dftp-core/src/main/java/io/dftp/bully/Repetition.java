// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.bully.BullyMessage.Claim;
import io.dftp.bully.BullyMessage.Resign;
import io.dftp.bully.BullyMessage.WhoIs;
import io.dftp.bully.ElectionPhase.Candidate;
import io.dftp.bully.ElectionPhase.Claiming;
import io.dftp.bully.ElectionPhase.Joining;
import io.dftp.bully.ElectionPhase.Suspect;
import io.dftp.bully.ElectionPhase.Withdrawn;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a phase says again, and how soon: copies are spread in time because loss comes in bursts.
 */
final class Repetition {

  private Repetition() {}

  /** Returns what the phase says to everybody; null when it says nothing. */
  static @Nullable BullyMessage messageOf(ElectionPhase phase, Contender self) {
    if (phase instanceof Joining) {
      return new WhoIs(self);
    }
    if (phase instanceof Claiming claiming) {
      return new Claim(self, claiming.epoch(), claiming.attempt());
    }
    if (phase instanceof Withdrawn withdrawn && !withdrawn.resigned().equals(Epoch.NONE)) {
      return new Resign(self, withdrawn.resigned(), withdrawn.successor());
    }
    return null;
  }

  /** Says whether the phase repeats what it says, to everybody or to some. */
  static boolean isRepeated(ElectionPhase phase) {
    return phase instanceof Suspect
        || (phase instanceof Candidate candidate && candidate.asked())
        || phase instanceof Joining
        || phase instanceof Claiming
        || (phase instanceof Withdrawn withdrawn && !withdrawn.resigned().equals(Epoch.NONE));
  }

  /** Returns the time between two copies, so that three of them stay within the phase. */
  static long spacingNanosOf(ElectionPhase phase, BullyConfig config) {
    Duration whole =
        switch (phase.role()) {
          case JOINING -> config.join();
          case SUSPECT -> config.verify();
          case CLAIMING -> config.claim();
          case LEADER -> config.heartbeat();
          case CANDIDATE, FOLLOWER, WAITING, STALLED, WITHDRAWN -> config.feedback();
        };
    return whole.toNanos() / 4;
  }
}
