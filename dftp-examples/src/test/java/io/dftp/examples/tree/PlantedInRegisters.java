// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.examples.tree.TreeHistory.Epoch;
import java.util.ArrayList;
import java.util.List;

/** Plants reads of what was superseded before they began. */
final class PlantedInRegisters {

  private PlantedInRegisters() {}

  /** Returns histories in each of which one read finds what a read before it found. */
  static List<TreeHistory> staleReads(TreeHistory history) {
    List<TreeHistory> all = new ArrayList<>();
    for (int i = 0; i < history.epochs().size(); i++) {
      Epoch epoch = history.epochs().get(i);
      for (TreeCall late : epoch.calls()) {
        for (TreeCall early : epoch.calls()) {
          if (isRead(early) && isRead(late) && isSupersededBetween(epoch, early, late)) {
            List<TreeCall> calls = new ArrayList<>(epoch.calls());
            calls.set(calls.indexOf(late), late.with(early.answer()));
            List<Epoch> epochs = new ArrayList<>(history.epochs());
            epochs.set(
                i,
                new Epoch(
                    epoch.connected(), epoch.cuts(), epoch.newcomers(), calls, epoch.after()));
            all.add(new TreeHistory(history.uploads(), history.first(), epochs));
          }
        }
      }
    }
    return all;
  }

  private static boolean isRead(TreeCall call) {
    return call.answer() instanceof Answer.Content
        && Scene.parent(call.path()).equals(Ways.REGISTERS);
  }

  private static boolean isSupersededBetween(Epoch epoch, TreeCall early, TreeCall late) {
    return early.path().equals(late.path())
        && epoch.calls().stream()
            .anyMatch(
                call ->
                    call.operation() == TreeOperation.STORE
                        && call.isDone()
                        && call.path().equals(early.path())
                        && call.begun() > early.ended()
                        && call.ended() < late.begun());
  }
}
