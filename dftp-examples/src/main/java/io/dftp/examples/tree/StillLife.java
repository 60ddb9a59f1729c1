// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.examples.tree.Snapshot.Node;
import io.dftp.examples.tree.TreeOracle.Fault;
import io.dftp.ftp.files.FileError.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges what was said of things that nobody touched in an epoch, and of things that one call alone
 * touched.
 */
final class StillLife {

  private final Scene scene;
  private final List<Fault> faults;
  private final Map<String, Node> still = new HashMap<>();

  StillLife(Scene scene, List<Fault> faults) {
    this.scene = scene;
    this.faults = faults;
    scene
        .before
        .nodes()
        .forEach(
            (path, node) -> {
              // By old ways, too, where one side of a cut may hold old copies.
              List<String> ways =
                  scene.connected ? List.of(path) : scene.places(Map.of(path, -1L)).all();
              if (scene.changes.stream()
                  .noneMatch(call -> ways.stream().anyMatch(way -> scene.touches(call, way)))) {
                still.put(path, node);
              }
            });
  }

  void judge() {
    still.forEach(
        (path, node) -> {
          if (!node.equals(scene.after.nodes().get(path))) {
            fault("what nobody touches stays", path + " is " + scene.after.nodes().get(path));
          }
        });
    scene.calls.stream().filter(call -> !scene.isOfNewcomer(call)).forEach(this::judge);
    scene.calls.stream()
        .filter(call -> call.isDone() && call.operation().isChange())
        .filter(call -> scene.connected && isAlone(call))
        .forEach(this::judgeLonely);
  }

  private void judge(TreeCall call) {
    String above = Scene.parent(call.path());
    // Elsewhere an old copy may lead another way.
    boolean sure = scene.connected || above.equals("/") || above.equals(Ways.REGISTERS);
    Node node = sure ? still.get(call.path()) : null;
    boolean refused = call.answer() instanceof Answer.Refused;
    Kind kind = call.answer() instanceof Answer.Refused no ? no.kind() : Kind.FAILED;
    if (node != null) {
      boolean notSeen = kind == Kind.NOT_FOUND && refused && !call.operation().isRename();
      boolean mistaken =
          refused && kind == (node.directory() ? Kind.NOT_A_DIRECTORY : Kind.IS_A_DIRECTORY);
      boolean taken = call.operation() == TreeOperation.MAKE && call.isDone();
      // One side of a cut may hold an old copy, and shows what it holds.
      boolean otherwise =
          scene.connected
              && call.answer() instanceof Answer.Content content
              && !content.text().equals(node.text());
      if (notSeen || mistaken || taken || otherwise) {
        fault("what nobody touches is found", call + ", but there was " + call.path());
      }
    }
    Node parent = still.get(above);
    boolean parentStays = above.equals("/") || (parent != null && parent.directory());
    if (sure
        && parentStays
        && refused
        && kind == Kind.NOT_FOUND
        && (call.operation().isUpload() || call.operation() == TreeOperation.MAKE)) {
      fault("what nobody touches is found", call + ", but its directory was there");
    }
    if (call.answer() instanceof Answer.Listing listing) {
      judge(call, listing);
    }
  }

  private void judge(TreeCall call, Answer.Listing listing) {
    Set<String> names = new HashSet<>();
    for (Answer.Item item : listing.items()) {
      if (!names.add(item.name())) {
        fault("a listing is of one directory", item.name() + " is twice in " + call);
      }
    }
    if (listing.directories().stream().distinct().count() > 1) {
      fault("a listing is of one directory", call.toString());
    }
    boolean isStill = call.path().equals("/") || still.containsKey(call.path());
    if (!scene.connected || !isStill) {
      return;
    }
    still.forEach(
        (path, node) -> {
          String name = path.substring(path.lastIndexOf('/') + 1);
          boolean here = Scene.parent(path).equals(call.path());
          if (here
              && !listing.items().contains(new Answer.Item(name, node.directory(), node.id()))) {
            fault("what nobody touches is found", path + " is missing in " + call);
          }
        });
  }

  /** Says whether nobody else had to do with what the call was about. */
  private boolean isAlone(TreeCall call) {
    if (hasRival(call.path()) || hasRival(call.target())) {
      return false;
    }
    return scene.changes.stream()
        .filter(other -> !other.equals(call))
        .noneMatch(
            other ->
                scene.touches(other, call.path())
                    || (!call.target().isEmpty() && scene.touches(other, call.target()))
                    || (call.operation() == TreeOperation.REMOVE
                        && (Places.isAtOrBelow(other.path(), call.path())
                            || Places.isAtOrBelow(other.target(), call.path()))));
  }

  /** Says whether there were several versions of the name, of which others get it in turn. */
  private boolean hasRival(String path) {
    String plain = Places.plain(path);
    return scene.before.nodes().keySet().stream()
        .anyMatch(other -> !other.equals(path) && Places.plain(other).equals(plain));
  }

  private void judgeLonely(TreeCall call) {
    Node before = scene.before.nodes().get(call.path());
    Node now = scene.after.nodes().get(call.path());
    Node moved = scene.after.nodes().get(call.target());
    boolean right =
        switch (call.operation()) {
          case STORE, APPEND, RESUME -> now != null && !now.directory();
          case BREAK_OFF -> true;
          case DELETE, REMOVE -> before != null && now == null;
          case MAKE -> before == null && now != null && now.directory();
          case TOUCH -> now != null && now.modified() == call.modified();
          default ->
              call.path().equals(call.target())
                  ? now != null
                  : before != null
                      && now == null
                      && moved != null
                      && moved.id().equals(before.id());
        };
    if (!right) {
      fault("what one alone does stays", call + ": before " + before + ", after " + now);
    }
  }

  private void fault(String rule, String detail) {
    faults.add(new Fault(rule, detail));
  }
}
