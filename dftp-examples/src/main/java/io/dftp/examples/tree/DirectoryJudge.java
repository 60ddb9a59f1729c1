// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.examples.tree.TreeOracle.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Judges what became of directories in one epoch; each is known by its id. */
final class DirectoryJudge {

  private static final String LOST_AND_FOUND = "/lost+found";

  private final Scene scene;
  private final List<Fault> faults;
  private final Map<String, String> there = new TreeMap<>();
  private final Map<String, String> left = new TreeMap<>();

  /**
   * A directory that was there before, or that somebody made.
   *
   * @param id if it was there before; else empty
   */
  private record Directory(String what, String id, long begun, Places places, boolean sure) {}

  DirectoryJudge(Scene scene, List<Fault> faults) {
    this.scene = scene;
    this.faults = faults;
    collect(scene.before, there);
    collect(scene.after, left);
  }

  private void collect(Snapshot tree, Map<String, String> into) {
    tree.nodes()
        .forEach(
            (path, node) -> {
              if (node.directory()) {
                String other = into.put(node.id(), path);
                if (other != null) {
                  fault("nothing is there twice", "a directory is at " + other + " and " + path);
                }
              }
            });
  }

  private void fault(String rule, String detail) {
    faults.add(new Fault(rule, detail));
  }

  void judge() {
    List<Directory> old = new ArrayList<>();
    there.forEach(
        (id, path) -> old.add(new Directory(path, id, -1, scene.places(Map.of(path, -1L)), true)));
    for (Directory directory : old) {
      String now = left.get(directory.id());
      if (now != null && !directory.places().include(now)) {
        fault("nothing is where nobody put it", directory.what() + " is at " + now);
      }
    }
    List<Directory> made =
        scene.changes.stream()
            .filter(call -> call.operation() == TreeOperation.MAKE)
            .map(
                call ->
                    new Directory(
                        call.toString(),
                        "",
                        call.begun(),
                        scene.places(Map.of(call.path(), call.begun())),
                        call.isDone()))
            .toList();
    List<Directory> gone =
        old.stream().filter(directory -> !left.containsKey(directory.id())).toList();
    List<String> fresh = new ArrayList<>();
    left.forEach(
        (id, path) -> {
          if (!there.containsKey(id) && !isOld(id)) {
            fresh.add(path);
          }
        });
    explain(made, gone, fresh);
    marked();
  }

  /** A side of a cut on which nobody is who removed it may have gone on using it. */
  private boolean isOld(String id) {
    String last = scene.former.get(id);
    return last != null && !scene.connected && scene.isChangedIn(scene.places(Map.of(last, -1L)));
  }

  /** Each that was made is new or removed, each that is new was made, each removal removed one. */
  private void explain(List<Directory> made, List<Directory> gone, List<String> fresh) {
    List<Object> ends = new ArrayList<>(fresh);
    List<TreeCall> removals =
        scene.changes.stream().filter(call -> call.operation() == TreeOperation.REMOVE).toList();
    ends.addAll(removals);
    List<Directory> needed =
        Stream.concat(gone.stream(), made.stream().filter(Directory::sure)).toList();
    for (Directory directory : Matching.unmatched(needed, ends, this::endsSo)) {
      if (scene.connected || !isJoined(directory)) {
        fault("nothing is lost", "a directory is gone: " + directory.what());
      }
    }
    List<Directory> any = Stream.concat(gone.stream(), made.stream()).toList();
    List<Object> explained = new ArrayList<>(fresh);
    if (!scene.connected) {
      explained.remove(LOST_AND_FOUND);
    }
    if (scene.connected) {
      removals.stream().filter(TreeCall::isDone).forEach(explained::add);
    }
    for (Object end :
        Matching.unmatched(explained, any, (end, directory) -> endsSo(directory, end))) {
      fault(
          end instanceof TreeCall ? "nothing returns" : "nothing is where nobody put it",
          "no directory explains " + end);
    }
    if (!scene.connected) {
      removals.stream().filter(TreeCall::isDone).forEach(call -> cameBack(call, any));
    }
  }

  private boolean endsSo(Directory directory, Object end) {
    if (end instanceof TreeCall removal) {
      return (removal.isOpen() || removal.ended() > directory.begun())
          && directory.places().include(removal.path());
    }
    return directory.id().isEmpty() && directory.places().include((String) end);
  }

  /** Directories of one name that two sides made are one. */
  private boolean isJoined(Directory directory) {
    return left.values().stream().anyMatch(path -> directory.places().include(path));
  }

  /** What one side of a cut removed comes back only if the other had to do with it. */
  private void cameBack(TreeCall removal, List<Directory> any) {
    boolean removed =
        any.stream().anyMatch(directory -> endsSo(directory, removal))
            || scene.former.values().stream()
                .anyMatch(path -> Places.plain(path).equals(Places.plain(removal.path())));
    boolean meanwhile =
        scene.changes.stream()
            .filter(call -> !call.equals(removal))
            .anyMatch(
                call ->
                    scene.touches(call, removal.path())
                        || isBelow(call.path(), removal.path())
                        || isBelow(call.target(), removal.path()));
    if (!removed && !meanwhile) {
      fault("nothing returns", "no directory explains " + removal);
    }
  }

  private static boolean isBelow(String path, String above) {
    return Places.plain(path).startsWith(Places.plain(above) + "/");
  }

  private void marked() {
    Set<String> before = new HashSet<>(there.values());
    left.forEach(
        (id, path) -> {
          String old = there.get(id);
          boolean explained =
              !scene.connected
                  || !Places.isMarked(path)
                  || (old != null && Places.isMarked(old))
                  || before.contains(path)
                  || scene.changes.stream()
                      .anyMatch(
                          call ->
                              call.path().equals(path)
                                  || call.target().equals(path)
                                  || (call.isOpen() && scene.touches(call, path)));
          if (!explained) {
            fault("one version where nothing is cut", "a directory is " + path);
          }
        });
  }
}
