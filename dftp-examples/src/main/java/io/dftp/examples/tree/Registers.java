// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.examples.tree.Contents.Version;
import io.dftp.examples.tree.Snapshot.Node;
import io.dftp.examples.tree.TreeHistory.Epoch;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.sim.history.Action;
import io.dftp.sim.history.HistoryRecorder;
import io.dftp.sim.history.Linearizability;
import io.dftp.sim.history.Outcome;
import io.dftp.sim.history.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a directory that nobody moves, nor them: each name is a register, and what clients
 * were told of it has to be linearizable while all hosts reach each other. An upload or a deletion
 * takes the place of whatever is there; one that is seen to have added its bytes to a version took
 * the place of that one.
 */
final class Registers {

  private static final long BUDGET = 200_000;

  private final Contents contents;
  private final Map<Integer, Version> versions = new HashMap<>();
  private final Map<String, Integer> byId = new HashMap<>();
  private final Set<String> rivals = new HashSet<>();
  private long now;
  private final HistoryRecorder recorder = new HistoryRecorder(() -> Duration.ofMillis(now));

  private Registers(TreeHistory history) {
    this.contents = new Contents(history);
  }

  /** Judges all of them; a name that ever had two versions at once is left out. */
  static Verdict check(TreeHistory history) {
    Registers registers = new Registers(history);
    history.epochs().forEach(registers::look);
    history.epochs().forEach(registers::record);
    return Linearizability.check(registers.recorder.history(), BUDGET);
  }

  private void look(Epoch epoch) {
    for (TreeCall call : epoch.calls()) {
      if (call.answer() instanceof Answer.Content content) {
        note(content.id(), content.text());
      } else if (call.answer() instanceof Answer.Listing listing
          && call.path().equals(Ways.REGISTERS)) {
        listing.items().forEach(item -> noteName(Scene.child(Ways.REGISTERS, item.name())));
      }
    }
    epoch
        .after()
        .nodes()
        .forEach(
            (path, node) -> {
              if (Scene.parent(path).equals(Ways.REGISTERS)) {
                note(node.id(), node.text());
                noteName(path);
              }
            });
  }

  private void noteName(String path) {
    if (Places.isMarked(path)) {
      rivals.add(Places.plain(path));
    }
  }

  private void note(String id, String text) {
    contents
        .version(text)
        .ifPresent(
            version -> {
              if (!version.certain()) {
                return;
              }
              byId.put(id, version.write());
              versions.merge(
                  version.write(), version, (one, other) -> one.parentKnown() ? one : other);
            });
  }

  /** A question or its answer. */
  private record Event(long order, Runnable happens) {}

  private void record(Epoch epoch) {
    List<Event> events = new ArrayList<>();
    for (TreeCall call : epoch.calls()) {
      actions(call)
          .forEach(
              (path, does) -> {
                int[] number = new int[1];
                events.add(
                    new Event(
                        call.begun(),
                        () -> number[0] = recorder.invoke(call.client(), path, does.action())));
                events.add(
                    new Event(call.ended(), () -> recorder.returned(number[0], does.outcome())));
              });
    }
    events.sort(Comparator.comparingLong(Event::order));
    for (Event event : events) {
      now = event.order();
      event.happens().run();
    }
    for (String path : Ways.registers()) {
      Node node = epoch.after().nodes().get(path);
      if (!rivals.contains(path)) {
        int number = recorder.invoke("all is settled", path, new Action.Read());
        recorder.returned(number, rows(Optional.ofNullable(node).map(Node::id)));
      }
    }
  }

  /** What a call does to one register. */
  private record Does(Action action, Outcome outcome) {}

  private Map<String, Does> actions(TreeCall call) {
    Map<String, Does> all = new LinkedHashMap<>();
    if (call.operation() == TreeOperation.LIST && call.path().equals(Ways.REGISTERS)) {
      if (call.answer() instanceof Answer.Listing listing) {
        for (String path : Ways.registers()) {
          Optional<String> id =
              listing.items().stream()
                  .filter(item -> Scene.child(Ways.REGISTERS, item.name()).equals(path))
                  .map(Answer.Item::id)
                  .findFirst();
          all.put(path, new Does(new Action.Read(), rows(id)));
        }
      }
    } else if (Scene.parent(call.path()).equals(Ways.REGISTERS)) {
      does(call).ifPresent(does -> all.put(call.path(), does));
    }
    all.keySet().removeAll(rivals);
    return all;
  }

  private Optional<Does> does(TreeCall call) {
    Kind refusal = call.answer() instanceof Answer.Refused refused ? refused.kind() : Kind.FAILED;
    boolean absent = refusal == Kind.NOT_FOUND;
    Outcome none = Outcome.Rows.of(List.of());
    return switch (call.operation()) {
      case READ -> {
        Outcome read = absent ? none : new Outcome.Unknown();
        yield Optional.of(
            new Does(
                new Action.Read(),
                call.answer() instanceof Answer.Content content
                    ? rows(Optional.of(content.id()))
                    : read));
      }
      case TOUCH -> absent ? Optional.of(new Does(new Action.Read(), none)) : Optional.empty();
      case DELETE ->
          Optional.of(
              new Does(
                  new Action.Overwrite(true, List.of()),
                  absent ? Outcome.Refused.of(List.of()) : outcome(call)));
      case STORE, APPEND, RESUME -> Optional.of(new Does(upload(call), outcome(call)));
      default -> Optional.empty();
    };
  }

  private Action upload(TreeCall call) {
    List<String> adds = List.of("upload " + call.write());
    Version version = versions.get(call.write());
    if (call.operation() == TreeOperation.STORE || version == null || !version.parentKnown()) {
      return new Action.Overwrite(false, adds);
    }
    return version.parent() < 0
        ? new Action.Change(true, List.of(), adds)
        : new Action.Change(true, List.of("upload " + version.parent()), adds);
  }

  private static Outcome outcome(TreeCall call) {
    if (call.isOpen()) {
      return new Outcome.Unknown();
    }
    return call.isDone() ? new Outcome.Done() : new Outcome.Failed();
  }

  private Outcome rows(Optional<String> id) {
    if (id.isEmpty()) {
      return Outcome.Rows.of(List.of());
    }
    Integer write = byId.get(id.get());
    return write == null ? new Outcome.Unknown() : Outcome.Rows.of(List.of("upload " + write));
  }
}
