// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.examples.tree.Contents.Version;
import io.dftp.examples.tree.TreeHistory.Epoch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One epoch, as those look at it who judge it. */
final class Scene {

  final Snapshot before;
  final Snapshot after;
  final boolean connected;

  /** Those that may have changed something in this epoch, old ones of open end among them. */
  final List<TreeCall> changes;

  final List<TreeCall> calls;
  final Map<Integer, String> gone;
  final Map<String, String> former;
  private final Epoch epoch;
  private final Contents contents;
  private final List<TreeCall> renames;
  private final Map<Integer, TreeCall> writers = new HashMap<>();
  private final Map<Integer, Places> places = new HashMap<>();
  private final Map<Integer, List<Sighting>> sightings = new TreeMap<>();
  private final Map<Integer, Version> versions = new HashMap<>();
  private final List<String> mixed = new ArrayList<>();

  /**
   * Somebody saw a version.
   *
   * @param by a call; the snapshot at the end if it is empty
   */
  record Sighting(String path, long begun, long ended, String by) {}

  /**
   * What was before the epoch.
   *
   * @param pending calls that may yet take effect
   * @param moves all that may have moved directories: one side of a cut may hold copies from before
   *     them, and go by old ways
   * @param gone versions that have been there once, and were not at the beginning; where they were
   * @param former directories that have been there once; where they were
   */
  record Past(
      List<TreeCall> pending,
      List<TreeCall> moves,
      Map<Integer, String> gone,
      Map<String, String> former) {
    Past {
      pending = List.copyOf(pending);
      moves = List.copyOf(moves);
      gone = Map.copyOf(gone);
      former = Map.copyOf(former);
    }
  }

  Scene(Contents contents, Snapshot before, Epoch epoch, Past past) {
    List<TreeCall> pending = past.pending();
    this.gone = past.gone();
    this.former = past.former();
    this.contents = contents;
    this.before = before;
    this.after = epoch.after();
    this.connected = epoch.connected();
    this.epoch = epoch;
    this.calls = epoch.calls();
    this.changes =
        Stream.concat(pending.stream(), calls.stream()).filter(TreeCall::mayHaveChanged).toList();
    this.renames =
        Stream.concat(changes.stream(), (connected ? List.<TreeCall>of() : past.moves()).stream())
            .filter(call -> call.operation().isRename() && !call.path().equals(call.target()))
            .toList();
    Stream.concat(pending.stream(), calls.stream())
        .filter(call -> call.write() >= 0)
        .forEach(call -> writers.put(call.write(), call));
    look();
  }

  private void look() {
    Map<String, Integer> byId = new HashMap<>();
    before.nodes().forEach((path, node) -> note(byId, node.id(), node.text(), node.directory()));
    for (TreeCall call : calls) {
      if (call.answer() instanceof Answer.Content content) {
        note(byId, content.id(), content.text(), false)
            .ifPresentOrElse(
                write -> sight(write, call.path(), call), () -> mixed.add(call.toString()));
      }
    }
    after
        .nodes()
        .forEach(
            (path, node) -> {
              Optional<Integer> write = note(byId, node.id(), node.text(), node.directory());
              write.ifPresent(
                  found -> sight(found, path, Long.MAX_VALUE, Long.MAX_VALUE, "the tree after"));
              if (write.isEmpty() && !node.directory()) {
                mixed.add(path + " at the end: " + node.text());
              }
            });
    for (TreeCall call : calls) {
      if (call.answer() instanceof Answer.Listing listing) {
        for (Answer.Item item : listing.items()) {
          Integer write = byId.get(item.id());
          if (write != null) {
            sight(write, child(call.path(), item.name()), call);
          }
        }
      }
    }
  }

  private Optional<Integer> note(
      Map<String, Integer> byId, String id, String text, boolean directory) {
    if (directory) {
      return Optional.empty();
    }
    Optional<Version> version = contents.version(text);
    version.ifPresent(
        found -> {
          byId.put(id, found.write());
          versions.merge(found.write(), found, (one, other) -> one.parentKnown() ? one : other);
        });
    return version.map(Version::write);
  }

  private void sight(int write, String path, TreeCall call) {
    sight(write, path, call.begun(), call.ended(), call.toString());
  }

  private void sight(int write, String path, long begun, long ended, String by) {
    sightings
        .computeIfAbsent(write, unused -> new ArrayList<>())
        .add(new Sighting(path, begun, ended, by));
  }

  static String child(String directory, String name) {
    return (directory.equals("/") ? "" : directory) + "/" + name;
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /** Returns what was read of which nobody knows who wrote it. */
  List<String> mixed() {
    return mixed;
  }

  Map<Integer, List<Sighting>> sightings() {
    return sightings;
  }

  /** Returns the versions that are known to have been there at some time in or before the epoch. */
  Set<Integer> seenWrites() {
    Set<Integer> seen = new TreeSet<>(sightings.keySet());
    calls.stream()
        .filter(call -> call.write() >= 0 && call.isDone())
        .forEach(call -> seen.add(call.write()));
    seen.addAll(writesIn(before).keySet());
    return seen;
  }

  /** Returns the versions of a tree, and where they are. */
  Map<Integer, List<String>> writesIn(Snapshot tree) {
    Map<Integer, List<String>> writes = new TreeMap<>();
    tree.nodes()
        .forEach(
            (path, node) -> {
              if (!node.directory()) {
                contents
                    .version(node.text())
                    .ifPresent(
                        version ->
                            writes
                                .computeIfAbsent(version.write(), unused -> new ArrayList<>())
                                .add(path));
              }
            });
    return writes;
  }

  /** Returns a place where the version was last. */
  String lastPlace(int write) {
    List<String> there = writesIn(before).getOrDefault(write, List.of());
    List<Sighting> seen = sightings.getOrDefault(write, List.of());
    return seen.isEmpty()
        ? there.isEmpty() ? writer(write).map(TreeCall::path).orElse("/") : there.get(0)
        : seen.get(seen.size() - 1).path();
  }

  /** Returns who uploaded it, in this epoch or with open end before. */
  Optional<TreeCall> writer(int write) {
    return Optional.ofNullable(writers.get(write));
  }

  /** Returns what is known of the version of that upload. */
  Optional<Version> version(int write) {
    return Optional.ofNullable(versions.get(write));
  }

  /** Returns where the version may have been. */
  Places places(int write) {
    return places.computeIfAbsent(
        write,
        unused -> {
          Map<String, Long> begins = new LinkedHashMap<>();
          writesIn(before).getOrDefault(write, List.of()).forEach(path -> begins.put(path, -1L));
          writer(write).ifPresent(call -> begins.putIfAbsent(call.path(), call.begun()));
          String last = gone.get(write);
          if (last != null) {
            begins.put(last, -1L);
          }
          return places(begins);
        });
  }

  /** Returns where what a call does at a path may end up. */
  Set<String> landings(TreeCall call, String path) {
    return Places.landings(call, path, renames);
  }

  /** Returns where something may have been that was there at the beginning, or was made. */
  Places places(Map<String, Long> begins) {
    return new Places(begins, renames, connected);
  }

  /** Says whether whom the second call is from cannot have seen what the first did. */
  boolean hidden(TreeCall what, TreeCall from) {
    return epoch.cuts().stream().anyMatch(cut -> cut.hides(what, from));
  }

  /** Says whether somebody changed something at one of the places, or in what is there. */
  boolean isChangedIn(Places places) {
    return changes.stream()
        .anyMatch(
            change ->
                places.all().stream()
                    .anyMatch(
                        at ->
                            touches(change, at)
                                || Places.isAtOrBelow(Places.plain(change.path()), at)
                                || Places.isAtOrBelow(Places.plain(change.target()), at)));
  }

  /** Says whether it was asked of a host that may have known no other. */
  boolean isOfNewcomer(TreeCall call) {
    return epoch.newcomers().contains(call.gateway());
  }

  /** Says whether a change may have to do with the path: it is of it, or of the way to it. */
  boolean touches(TreeCall change, String path) {
    return touches(change, change.path(), path)
        || (change.operation().isRename() && touches(change, change.target(), path));
  }

  private static boolean touches(TreeCall change, String changed, String path) {
    String at = Places.plain(path);
    String there = Places.plain(changed);
    return at.equals(there) || (change.operation().changesWays() && at.startsWith(there + "/"));
  }
}
