// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.examples.tree.Contents.Version;
import io.dftp.examples.tree.Scene.Sighting;
import io.dftp.examples.tree.TreeOracle.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Judges what became of the versions of files in one epoch. */
final class FileJudge {

  private final Scene scene;
  private final Set<Integer> gone;
  private final List<Fault> faults;
  private final Map<Integer, List<String>> there;
  private final Map<Integer, List<String>> left;

  FileJudge(Scene scene, List<Fault> faults) {
    this.scene = scene;
    this.gone = scene.gone.keySet();
    this.faults = faults;
    this.there = scene.writesIn(scene.before);
    this.left = scene.writesIn(scene.after);
  }

  void judge() {
    scene.mixed().forEach(what -> faults.add(new Fault("nothing is mixed", what)));
    scene.sightings().forEach((write, all) -> all.forEach(sighting -> seen(write, sighting)));
    if (faults.isEmpty()) {
      left.forEach(this::once);
      lost();
      removed();
      superseded();
      marked();
    }
  }

  private void fault(String rule, String detail) {
    faults.add(new Fault(rule, detail));
  }

  private void seen(int write, Sighting sighting) {
    String what = "upload " + write + " at " + sighting.path() + ", seen by " + sighting.by();
    Optional<TreeCall> writer = scene.writer(write);
    boolean atTheEnd = sighting.begun() == Long.MAX_VALUE;
    boolean mayBeOld = !scene.connected && (!atTheEnd || scene.isChangedIn(scene.places(write)));
    if (gone.contains(write) && !mayBeOld) {
      fault("nothing returns", what + ", was gone");
      return;
    }
    if (!there.containsKey(write) && !gone.contains(write)) {
      if (writer.isEmpty()) {
        fault("nothing refused happens", what + ", which never ended well");
        return;
      }
      if (writer.get().answer() instanceof Answer.Refused) {
        fault("nothing refused happens", what + ": " + writer.get());
        return;
      }
    }
    if (!scene.places(write).include(sighting.path(), sighting.ended())) {
      fault("nothing is where nobody put it", what + "; may be at " + scene.places(write).all());
    }
  }

  private int copies(int write) {
    return Math.max(1, there.getOrDefault(write, List.of()).size());
  }

  /** A cut lets two sides move one file; nothing else makes two of it. */
  private void once(int write, List<String> paths) {
    boolean more = paths.size() > copies(write);
    if (more && (scene.connected || changesOf(write).size() < 2)) {
      fault("nothing is there twice", "upload " + write + " is at " + paths);
    }
  }

  private List<TreeCall> changesOf(int write) {
    return scene.changes.stream()
        .filter(call -> call.write() != write)
        .filter(call -> scene.places(write).all().stream().anyMatch(at -> scene.touches(call, at)))
        .toList();
  }

  /** Each version that is not there any more, as often as it is missing. */
  private List<Integer> missing(boolean mayBe) {
    Set<Integer> known = new TreeSet<>(scene.seenWrites());
    if (mayBe) {
      scene.changes.stream()
          .filter(call -> call.write() >= 0)
          .forEach(call -> known.add(call.write()));
    }
    List<Integer> missing = new ArrayList<>();
    for (int write : known) {
      if (gone.contains(write)) {
        continue;
      }
      int now = left.getOrDefault(write, List.of()).size();
      for (int i = now == 0 ? 0 : now + joined(write); i < copies(write); i++) {
        missing.add(write);
      }
    }
    return missing;
  }

  /** How often one of two that a cut has left was moved onto the other: then it is there once. */
  private int joined(int write) {
    List<String> places = there.getOrDefault(write, List.of());
    return (int)
        scene.changes.stream()
            .filter(call -> call.operation().isRename() && places.contains(call.path()))
            .filter(
                call ->
                    places.stream()
                        .filter(at -> !at.equals(call.path()))
                        .anyMatch(at -> Places.plain(at).equals(call.target())))
            .count();
  }

  private void lost() {
    List<TreeCall> removers =
        scene.changes.stream()
            .filter(call -> !call.path().equals(call.target()))
            .filter(FileJudge::mayRemove)
            .toList();
    for (int write : Matching.unmatched(missing(false), removers, this::mayHaveRemoved)) {
      fault(
          "nothing is lost",
          "upload "
              + write
              + " is gone: "
              + scene
                  .writer(write)
                  .map(TreeCall::toString)
                  .orElse("there before at " + there.get(write))
              + "; may be at "
              + scene.places(write).all()
              + "; all that may have removed it: "
              + removers.stream().filter(call -> mayHaveRemoved(write, call)).toList());
    }
  }

  private static boolean mayRemove(TreeCall call) {
    return switch (call.operation()) {
      case STORE, APPEND, RESUME, DELETE -> true;
      default -> call.operation().isRename();
    };
  }

  private boolean mayHaveRemoved(int write, TreeCall call) {
    if (call.write() == write) {
      return false;
    }
    String at = call.operation().isRename() ? call.target() : call.path();
    if (scene.landings(call, at).stream().noneMatch(scene.places(write)::include)) {
      return false;
    }
    Optional<TreeCall> writer = scene.writer(write);
    if (writer.isPresent()) {
      boolean before = !call.isOpen() && call.ended() < writer.get().begun();
      if (before || scene.hidden(writer.get(), call)) {
        return false;
      }
    }
    if (call.write() >= 0 && isOnAnother(call.write(), write)) {
      return false;
    }
    // Who still finds it there, later, shows that it was not this one.
    return !scene.connected || call.isOpen() || !isSeenAfter(write, at, call.ended());
  }

  /** Says whether an upload is known to have added its bytes to another version than this one. */
  private boolean isOnAnother(int upload, int write) {
    Optional<Version> version = scene.version(upload);
    boolean adds =
        scene.writer(upload).filter(call -> call.operation() != TreeOperation.STORE).isPresent();
    return adds
        && version.isPresent()
        && version.get().parentKnown()
        && version.get().parent() != write;
  }

  private boolean isSeenAfter(int write, String path, long after) {
    String at = Places.plain(path);
    return scene.sightings().getOrDefault(write, List.of()).stream()
        .anyMatch(sighting -> sighting.begun() > after && Places.plain(sighting.path()).equals(at));
  }

  /** Who was told that he deleted something has deleted one version. */
  private void removed() {
    List<TreeCall> deletions =
        scene.calls.stream()
            .filter(call -> call.operation() == TreeOperation.DELETE && call.isDone())
            .toList();
    List<Integer> missing = missing(true);
    if (scene.connected) {
      for (TreeCall call :
          Matching.unmatched(deletions, missing, (one, write) -> mayHaveRemoved(write, one))) {
        fault("nothing returns", "all is there that this can have removed: " + call);
      }
      return;
    }
    for (TreeCall call : deletions) {
      boolean removed = missing.stream().anyMatch(write -> mayHaveRemoved(write, call));
      boolean meanwhile =
          scene.changes.stream()
              .anyMatch(other -> !other.equals(call) && scene.touches(other, call.path()));
      if (!removed && !meanwhile) {
        fault("nothing returns", "all is there that this can have removed: " + call);
      }
    }
  }

  /** To which others have added, that is not there any more. */
  private void superseded() {
    if (!scene.connected) {
      return;
    }
    Map<Integer, Integer> heirs = new HashMap<>();
    for (int write : scene.sightings().keySet()) {
      scene
          .version(write)
          .filter(Version::parentKnown)
          .filter(version -> version.parent() >= 0)
          .ifPresent(version -> heirs.put(version.parent(), write));
    }
    heirs.forEach(
        (parent, heir) -> {
          boolean before = there.containsKey(parent) && there.containsKey(heir);
          if (left.containsKey(parent) && !before) {
            fault(
                "nothing returns",
                "upload " + heir + " was added to " + parent + ", which is at " + left.get(parent));
          }
        });
  }

  /** Without a cut, only what is of open end comes beside another. */
  private void marked() {
    if (!scene.connected) {
      return;
    }
    left.forEach(
        (write, paths) ->
            paths.stream()
                .filter(Places::isMarked)
                .filter(path -> !isMarkExplained(write, path))
                .forEach(
                    path ->
                        fault(
                            "one version where nothing is cut",
                            "upload " + write + " is " + path)));
  }

  private boolean isMarkExplained(int write, String path) {
    // Of several versions of a name another one may have it since.
    boolean rivals =
        scene.before.nodes().keySet().stream()
            .anyMatch(other -> Places.isMarked(other) && scene.places(write).include(other));
    return rivals
        || scene.changes.stream()
            .anyMatch(
                call ->
                    call.path().equals(path)
                        || call.target().equals(path)
                        || (call.isOpen() && scene.touches(call, path)));
  }
}
