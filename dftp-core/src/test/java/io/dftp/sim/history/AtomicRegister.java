// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Draws histories of clients of one key that is right: each call happens at one moment. */
final class AtomicRegister {

  private final SplittableRandom random;
  private final HistoryRecorder recorder = new HistoryRecorder(() -> Duration.ZERO);
  private final TreeSet<String> rows = new TreeSet<>();
  private final List<Pending> pending = new ArrayList<>();
  private final List<String> known = new ArrayList<>();
  private int version;

  /** A call under way, and what it came to; unknown as long as it has not happened. */
  private static final class Pending {
    final int number;
    final Action action;
    Outcome outcome = new Outcome.Unknown();
    boolean happened;

    Pending(int number, Action action) {
      this.number = number;
      this.action = action;
    }
  }

  AtomicRegister(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Returns a history of so many calls, of which some are under way side by side. */
  History draw(int calls, int sideBySide) {
    while (recorder.size() < calls || !pending.isEmpty()) {
      int act = random.nextInt(3);
      if (act == 0 && recorder.size() < calls && pending.size() < sideBySide) {
        Action action = action();
        int client = random.nextInt(1000);
        pending.add(new Pending(recorder.invoke("client-" + client, "a", action), action));
      } else if (!pending.isEmpty()) {
        Pending call = pending.get(random.nextInt(pending.size()));
        if (!call.happened) {
          happen(call);
        } else {
          answer(call);
        }
      }
    }
    recorder.settled();
    int last = recorder.invoke("reader", "a", new Action.Read());
    recorder.returned(last, Outcome.Rows.of(rows));
    return recorder.history();
  }

  private Action action() {
    List<String> seen = List.copyOf(known);
    return switch (random.nextInt(8)) {
      case 0 -> Action.Change.create("v" + version++);
      case 1, 2 -> Action.Change.replace(seen, "v" + version++);
      case 3 -> Action.Change.put(seen, "v" + version++);
      case 4 -> Action.Change.remove(seen);
      default -> new Action.Read();
    };
  }

  private void happen(Pending call) {
    if (random.nextInt(12) == 0) {
      // Nobody hears of it, and it may happen at another turn, or never.
      pending.remove(call);
      if (random.nextBoolean()) {
        call.outcome = new Outcome.Failed();
        answer(call);
      } else if (random.nextBoolean()) {
        apply(call);
      }
      return;
    }
    apply(call);
    call.happened = true;
  }

  private void apply(Pending call) {
    if (!(call.action instanceof Action.Change change)) {
      call.outcome = Outcome.Rows.of(rows);
    } else if (change.onlyIf() && !rows.equals(new TreeSet<>(change.seen()))) {
      call.outcome = Outcome.Refused.of(rows);
    } else {
      change.seen().forEach(rows::remove);
      rows.addAll(change.adds());
      call.outcome = new Outcome.Done();
    }
  }

  private void answer(Pending call) {
    pending.remove(call);
    recorder.returned(call.number, call.outcome);
    if (call.outcome instanceof Outcome.Rows found) {
      known.clear();
      known.addAll(found.versions());
    }
  }
}
