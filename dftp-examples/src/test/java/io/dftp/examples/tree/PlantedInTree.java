// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.examples.tree.Snapshot.Node;
import io.dftp.examples.tree.TreeHistory.Epoch;
import io.dftp.ftp.files.FileError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a broken tree would have shown, planted in the history of a right one wherever it fits. */
enum PlantedInTree {
  /** An acknowledged file is not there at the end of its epoch. */
  LOST_FILE {
    @Override
    List<TreeHistory> in(TreeHistory history) {
      return everywhere(
          history,
          (before, epoch, add) -> {
            for (TreeCall call : epoch.calls()) {
              if (call.operation().isUpload() && call.isDone()) {
                at(history, epoch, call.write())
                    .ifPresent(path -> add.accept(without(epoch, path)));
              }
            }
          });
    }
  },
  /** A directory that was there before is not there at the end. */
  LOST_DIRECTORY {
    @Override
    List<TreeHistory> in(TreeHistory history) {
      return everywhere(
          history,
          (before, epoch, add) ->
              epoch
                  .after()
                  .nodes()
                  .forEach(
                      (path, node) -> {
                        if (node.directory() && before.nodes().containsKey(path)) {
                          add.accept(without(epoch, path));
                        }
                      }));
    }
  },
  /** A file that was there before and is gone is there again at the end of the epoch after. */
  RETURNED_DELETE {
    @Override
    List<TreeHistory> in(TreeHistory history) {
      List<TreeHistory> all = new ArrayList<>();
      for (int i = 1; i < history.epochs().size(); i++) {
        Snapshot earlier = i == 1 ? history.first() : history.epochs().get(i - 2).after();
        Set<String> left = texts(history.epochs().get(i - 1).after());
        Epoch epoch = history.epochs().get(i);
        for (Map.Entry<String, Node> old : earlier.nodes().entrySet()) {
          if (!old.getValue().directory() && !left.contains(old.getValue().text())) {
            all.add(until(history, i, with(epoch, old.getKey() + ".old", old.getValue())));
            break;
          }
        }
      }
      return all;
    }
  },
  /** A file that was moved is at its old place too. */
  DOUBLED_MOVE {
    @Override
    List<TreeHistory> in(TreeHistory history) {
      return everywhere(
          history,
          (before, epoch, add) -> {
            for (TreeCall call : epoch.calls()) {
              Node moved = epoch.after().nodes().get(call.target());
              boolean free = !epoch.after().nodes().containsKey(call.path());
              if (call.isDone() && call.operation().isRename() && moved != null && free) {
                add.accept(with(epoch, call.path(), moved));
              }
            }
          });
    }
  },
  /** The bytes of a file are half of one version and half of another. */
  MIXED_FILE {
    @Override
    List<TreeHistory> in(TreeHistory history) {
      return everywhere(
          history,
          (before, epoch, add) -> {
            Set<String> texts = texts(epoch.after());
            for (Map.Entry<String, Node> file : epoch.after().nodes().entrySet()) {
              Node node = file.getValue();
              int half = node.text().length() / 2 / Upload.CELL * Upload.CELL;
              String end = node.text().substring(half);
              for (String other : texts) {
                if (half > 0 && other.length() > 16 && !other.equals(node.text())) {
                  String start = other.substring(0, other.length() / 16 * Upload.CELL);
                  Node mixed = new Node(false, node.id(), node.modified(), start + end);
                  add.accept(with(epoch, file.getKey(), mixed));
                  return;
                }
              }
            }
          });
    }
  },
  /** An upload that can be seen was refused. */
  REFUSED_AND_DONE {
    @Override
    List<TreeHistory> in(TreeHistory history) {
      return everywhere(
          history,
          (before, epoch, add) -> {
            for (TreeCall call : epoch.calls()) {
              if (call.operation().isUpload()
                  && call.isDone()
                  && at(history, epoch, call.write()).isPresent()) {
                List<TreeCall> calls = new ArrayList<>(epoch.calls());
                calls.set(
                    calls.indexOf(call), call.with(new Answer.Refused(FileError.Kind.FAILED)));
                add.accept(
                    new Epoch(
                        epoch.connected(), epoch.cuts(), epoch.newcomers(), calls, epoch.after()));
              }
            }
          });
    }
  },
  /** A file is where nobody put it. */
  MISPLACED {
    @Override
    List<TreeHistory> in(TreeHistory history) {
      return everywhere(
          history,
          (before, epoch, add) ->
              epoch
                  .after()
                  .nodes()
                  .forEach(
                      (path, node) -> {
                        if (!node.directory()) {
                          add.accept(with(without(epoch, path), path + ".elsewhere", node));
                        }
                      }));
    }
  };

  /** Returns histories, each with one fault of the kind, that end with the epoch that has it. */
  abstract List<TreeHistory> in(TreeHistory history);

  private interface Adding {
    void accept(Epoch broken);
  }

  private interface Planting {
    void plant(Snapshot before, Epoch epoch, Adding add);
  }

  private static List<TreeHistory> everywhere(TreeHistory history, Planting planting) {
    List<TreeHistory> all = new ArrayList<>();
    Snapshot before = history.first();
    for (int i = 0; i < history.epochs().size(); i++) {
      int number = i;
      Epoch epoch = history.epochs().get(i);
      planting.plant(before, epoch, broken -> all.add(until(history, number, broken)));
      before = epoch.after();
    }
    return all;
  }

  private static TreeHistory until(TreeHistory history, int number, Epoch last) {
    List<Epoch> epochs = new ArrayList<>(history.epochs().subList(0, number));
    epochs.add(last);
    return new TreeHistory(history.uploads(), history.first(), epochs);
  }

  private static Optional<String> at(TreeHistory history, Epoch epoch, int write) {
    Contents contents = new Contents(history);
    return epoch.after().nodes().entrySet().stream()
        .filter(
            file ->
                contents
                    .version(file.getValue().text())
                    .filter(version -> version.write() == write)
                    .isPresent())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Set<String> texts(Snapshot tree) {
    Set<String> texts = new HashSet<>();
    tree.nodes().values().forEach(node -> texts.add(node.text()));
    return texts;
  }

  private static Epoch with(Epoch epoch, String path, Node node) {
    Map<String, Node> nodes = new TreeMap<>(epoch.after().nodes());
    nodes.put(path, node);
    return ending(epoch, nodes);
  }

  /** Takes away what is at the path, and all below it. */
  private static Epoch without(Epoch epoch, String path) {
    Map<String, Node> nodes = new TreeMap<>(epoch.after().nodes());
    nodes.keySet().removeIf(other -> Places.isAtOrBelow(other, path));
    return ending(epoch, nodes);
  }

  private static Epoch ending(Epoch epoch, Map<String, Node> nodes) {
    return new Epoch(
        epoch.connected(), epoch.cuts(), epoch.newcomers(), epoch.calls(), new Snapshot(nodes));
  }
}
