// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a broken store would have answered, planted in the history of a right one. */
public enum Planted {
  /** A read finds rows that an acknowledged change superseded before it was asked. */
  STALE_READ {
    @Override
    Optional<History> plantedIn(History history) {
      for (Call change : done(history, call -> !change(call).seen().isEmpty())) {
        for (Call read : readsAfter(history, change)) {
          return Optional.of(shows(history, read, change(change).seen()));
        }
      }
      return Optional.empty();
    }
  },
  /** An acknowledged row is found nowhere, though nobody superseded it. */
  LOST_UPDATE {
    @Override
    Optional<History> plantedIn(History history) {
      for (Call change : done(history, call -> !change(call).adds().isEmpty())) {
        String version = change(change).adds().get(0);
        boolean last =
            history.calls().stream()
                .noneMatch(
                    call ->
                        call.key().equals(change.key())
                            && call.action() instanceof Action.Change later
                            && later.seen().contains(version));
        if (last && !readsAfter(history, change).isEmpty()) {
          return Optional.of(without(history, change.key(), version));
        }
      }
      return Optional.empty();
    }
  },
  /** What was removed is there again at the end. */
  RETURNED_DELETE {
    @Override
    Optional<History> plantedIn(History history) {
      return again(
          history,
          call -> change(call).adds().isEmpty() && !change(call).seen().isEmpty(),
          call -> change(call).seen());
    }
  },
  /** A change is applied again at the end, though its row was superseded long ago. */
  DOUBLE_APPLICATION {
    @Override
    Optional<History> plantedIn(History history) {
      return again(
          history,
          call -> !change(call).adds().isEmpty() && !change(call).seen().isEmpty(),
          call -> change(call).seen());
    }
  };

  /** Returns the history with the answer of that store; empty if nothing in it is fit for it. */
  abstract Optional<History> plantedIn(History history);

  /** Returns the same, of a history that must be fit for it. */
  public History in(History history) {
    return plantedIn(history).orElseThrow(() -> new AssertionError("nothing is fit for " + this));
  }

  private static Action.Change change(Call call) {
    return (Action.Change) call.action();
  }

  /** Returns the acknowledged changes of rows that were acknowledged, too. */
  private static List<Call> done(History history, Predicate<Call> fit) {
    Set<List<String>> written = new HashSet<>();
    List<Call> fits = new ArrayList<>();
    for (Call call : history.calls()) {
      if (call.outcome() instanceof Outcome.Done) {
        change(call).adds().forEach(version -> written.add(List.of(call.key(), version)));
        boolean known =
            change(call).seen().stream()
                .allMatch(version -> written.contains(List.of(call.key(), version)));
        if (known && fit.test(call)) {
          fits.add(call);
        }
      }
    }
    return fits;
  }

  private static List<Call> readsAfter(History history, Call change) {
    return history.calls().stream()
        .filter(call -> call.key().equals(change.key()))
        .filter(call -> call.outcome() instanceof Outcome.Rows)
        .filter(call -> call.invoked().order() > change.returned().order())
        .toList();
  }

  /** Lets the last read of the key show rows again that the change superseded. */
  private static Optional<History> again(
      History history, Predicate<Call> fit, Function<Call, List<String>> superseded) {
    for (Call change : done(history, fit)) {
      List<Call> reads = readsAfter(history, change);
      if (!reads.isEmpty()) {
        Call last = reads.get(reads.size() - 1);
        List<String> rows = new ArrayList<>(last.shown());
        rows.addAll(superseded.apply(change));
        return Optional.of(shows(history, last, rows));
      }
    }
    return Optional.empty();
  }

  private static History shows(History history, Call read, List<String> rows) {
    return new History(
        history.calls().stream()
            .map(call -> call.equals(read) ? answered(call, Outcome.Rows.of(rows)) : call)
            .toList(),
        history.settledFrom());
  }

  private static History without(History history, String key, String version) {
    return new History(
        history.calls().stream()
            .map(call -> call.key().equals(key) ? without(call, version) : call)
            .toList(),
        history.settledFrom());
  }

  private static Call without(Call call, String version) {
    TreeSet<String> rows = new TreeSet<>(call.shown());
    if (!rows.remove(version)) {
      return call;
    }
    return answered(
        call,
        call.outcome() instanceof Outcome.Rows ? Outcome.Rows.of(rows) : Outcome.Refused.of(rows));
  }

  private static Call answered(Call call, Outcome outcome) {
    return new Call(
        call.number(),
        call.client(),
        call.key(),
        call.action(),
        call.invoked(),
        call.returned(),
        outcome);
  }
}
