// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.examples.tree.TreeHistory.Epoch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says whether a right tree can have answered so: epoch by epoch, from one settled tree to the
 * next.
 *
 * <ul>
 *   <li><i>nothing is mixed</i>: the bytes of a file are those of whole uploads, one upon the
 *       other;
 *   <li><i>nothing refused happens</i>: what was refused explains nothing and is seen nowhere;
 *   <li><i>nothing is lost</i>: a version that was acknowledged, seen, or there before is there at
 *       the end, once, where it was put or where a rename took it; or there is an operation that
 *       may have seen it and have removed or superseded it, and no other version;
 *   <li><i>nothing returns</i>: what was gone stays away, and who was told that he removed
 *       something has removed one thing;
 *   <li><i>nothing is where nobody put it</i>, and what nobody touched is found by all who ask;
 *   <li>the same of directories, which are known by their ids.
 * </ul>
 *
 * <p>Where hosts were cut off from each other less is promised: a name may have several versions
 * then, a file that two sides moved may be at two places, a directory that one side removed may
 * come back if the other used it, and two of one name become one. A side on which nobody is who
 * acknowledged a removal shows what it holds; after the cut it is gone, unless somebody changed it
 * there.
 */
final class TreeOracle {

  private TreeOracle() {}

  /** Something that a right tree does not do. */
  record Fault(String rule, String detail) {
    @Override
    public String toString() {
      return rule + ": " + detail;
    }
  }

  /** Returns what is wrong; nothing in the histories of a right tree. */
  static List<Fault> judge(TreeHistory history) {
    Contents contents = new Contents(history);
    List<Fault> faults = new ArrayList<>();
    Snapshot before = history.first();
    List<TreeCall> pending = new ArrayList<>();
    List<TreeCall> moves = new ArrayList<>();
    Map<Integer, String> gone = new HashMap<>();
    Map<String, String> former = new HashMap<>();
    Set<Integer> met = new HashSet<>();
    int number = 0;
    for (Epoch epoch : history.epochs()) {
      Scene scene =
          new Scene(contents, before, epoch, new Scene.Past(pending, moves, gone, former));
      List<Fault> found = new ArrayList<>();
      new FileJudge(scene, found).judge();
      if (found.isEmpty()) {
        new DirectoryJudge(scene, found).judge();
        new StillLife(scene, found).judge();
      }
      for (Fault fault : found) {
        faults.add(new Fault(fault.rule(), "epoch " + number + ": " + fault.detail()));
      }
      if (!faults.isEmpty()) {
        return faults;
      }
      met.addAll(scene.seenWrites());
      met.forEach(write -> gone.putIfAbsent(write, scene.lastPlace(write)));
      gone.keySet().removeAll(scene.writesIn(epoch.after()).keySet());
      before
          .nodes()
          .forEach(
              (path, node) -> {
                if (node.directory()) {
                  former.put(node.id(), path);
                }
              });
      epoch.calls().stream().filter(TreeOracle::movesDirectory).forEach(moves::add);
      pending.addAll(epoch.calls());
      pending.removeIf(call -> !mayYetHappen(call, met));
      before = epoch.after();
      number++;
    }
    return faults;
  }

  private static boolean movesDirectory(TreeCall call) {
    return call.mayHaveChanged()
        && (call.operation() == TreeOperation.RENAME_DIRECTORY
            || call.operation() == TreeOperation.MOVE_DIRECTORY);
  }

  /** Says whether it may take effect after all was settled: its process was gone by then. */
  private static boolean mayYetHappen(TreeCall call, Set<Integer> met) {
    return call.operation().isChange()
        && call.answer() instanceof Answer.Open open
        && open.gone()
        && !met.contains(call.write());
  }
}
