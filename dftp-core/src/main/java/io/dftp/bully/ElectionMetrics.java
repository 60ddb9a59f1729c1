// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.runtime.Metrics;
import java.util.Locale;

/** Counts what an election costs and how it goes, all under {@code bully}. */
final class ElectionMetrics {

  private final Metrics metrics;

  ElectionMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Counts a step by what it changed: {@code bully.role.*} entered, and {@code bully.because.*}.
   */
  void stepped(ElectionState before, ElectionState after) {
    if (before.phase().role() != after.phase().role()) {
      metrics.count("bully.role." + lower(after.phase().role().name()));
      metrics.count("bully.because." + lower(after.reason().name()));
    }
    if (after.phase() instanceof ElectionPhase.Claiming claiming
        && !(before.phase() instanceof ElectionPhase.Claiming old
            && old.epoch().equals(claiming.epoch()))) {
      metrics.count("bully.claims");
    }
    if (after.health().score() > before.health().score()) {
      metrics.count("bully.timers.late");
    }
  }

  /** Counts a message, broadcast or not, as one. */
  void sent(BullyMessage message) {
    metrics.count("bully.sent." + lower(message.getClass().getSimpleName()));
  }

  void leaderChanged() {
    metrics.count("bully.leader.changed");
  }

  void granted() {
    metrics.count("bully.granted");
  }

  void revoked() {
    metrics.count("bully.revoked");
  }

  void listenerFailed() {
    metrics.count("bully.listener.failed");
  }

  void storeStalled() {
    metrics.count("bully.store.stalled");
  }

  void storeFailed() {
    metrics.count("bully.store.failed");
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
