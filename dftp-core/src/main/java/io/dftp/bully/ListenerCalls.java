// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the contract of the listener: no call from within a call, granted and revoked in turn, and
 * a call that throws stops nothing. Confined to the event loop.
 */
final class ListenerCalls {

  private static final Logger log = LoggerFactory.getLogger(ListenerCalls.class);

  private final LeadershipListener listener;
  private final ElectionMetrics metrics;
  private final String name;
  private final Deque<Runnable> calls = new ArrayDeque<>();
  private @Nullable Epoch granted;
  private boolean calling;

  ListenerCalls(LeadershipListener listener, ElectionMetrics metrics, String name) {
    this.listener = listener;
    this.metrics = metrics;
    this.name = name;
  }

  void leaderChanged(LeadershipView view) {
    metrics.leaderChanged();
    call(() -> listener.leaderChanged(view));
  }

  void granted(Epoch epoch) {
    assert granted == null : "granted " + epoch + " after " + granted;
    granted = epoch;
    metrics.granted();
    call(() -> listener.granted(epoch));
  }

  /** Revokes what was granted; has no effect when nothing is. */
  void revoked(ElectionReason cause) {
    Epoch epoch = granted;
    if (epoch != null) {
      granted = null;
      metrics.revoked();
      call(() -> listener.revoked(epoch, cause));
    }
  }

  private void call(Runnable next) {
    calls.add(next);
    if (calling) {
      return;
    }
    calling = true;
    while (!calls.isEmpty()) {
      try {
        calls.remove().run();
      } catch (RuntimeException failure) {
        metrics.listenerFailed();
        log.error("[{}] The leadership listener failed", name, failure);
      }
    }
    calling = false;
  }
}
