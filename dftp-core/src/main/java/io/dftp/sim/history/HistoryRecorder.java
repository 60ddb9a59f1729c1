// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Writes down what clients ask and are told, in the order in which it happens.
 *
 * <pre>{@code
 * HistoryRecorder recorder = new HistoryRecorder(simulation::now);
 * int put = recorder.invoke("client-1", "a key", Action.Change.create("v1"));
 * store.mutate(...).thenAccept(applied -> recorder.returned(put, new Outcome.Done()));
 * ...
 * Verdict verdict = Linearizability.check(recorder.history(), 1_000_000);
 * if (verdict instanceof Verdict.Broken broken) {
 *   throw simulation.failure(broken.counterexample().toString());
 * }
 * }</pre>
 *
 * <p>Confined to one thread.
 */
public final class HistoryRecorder {

  private final Supplier<Duration> clock;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<List<String>> versions = new HashSet<>();
  private long next;
  private long settledFrom = Long.MAX_VALUE;

  /** A call of which the client may not yet have been told. */
  private static final class Entry {
    final Call asked;
    Call now;
    boolean told;

    Entry(Call asked) {
      this.asked = asked;
      this.now = asked;
    }
  }

  /**
   * Creates one of an empty history.
   *
   * @param clock tells the time since the beginning
   */
  public HistoryRecorder(Supplier<Duration> clock) {
    this.clock = clock;
  }

  /**
   * A client asks.
   *
   * @return the number of the call, to tell what becomes of it
   * @throws IllegalArgumentException if it adds a version that another change of the key adds
   */
  public int invoke(String client, String key, Action action) {
    for (String version : action.added()) {
      checkArgument(versions.add(List.of(key, version)), "%s of %s is added already", version, key);
    }
    int number = entries.size();
    Moment moment = moment();
    entries.add(
        new Entry(new Call(number, client, key, action, moment, moment, new Outcome.Unknown())));
    return number;
  }

  /**
   * A client is told; only the first time counts, because afterwards nobody listens.
   *
   * @throws IllegalArgumentException if the outcome is none of such a call
   */
  public void returned(int number, Outcome outcome) {
    Entry entry = entries.get(number);
    boolean reads = entry.asked.action() instanceof Action.Read;
    boolean fits =
        reads
            ? !(outcome instanceof Outcome.Done || outcome instanceof Outcome.Refused)
            : !(outcome instanceof Outcome.Rows);
    checkArgument(fits, "%s is no outcome of %s", outcome, entry.asked.action());
    if (!entry.told) {
      entry.told = true;
      Call asked = entry.asked;
      entry.now =
          new Call(
              number,
              asked.client(),
              asked.key(),
              asked.action(),
              asked.invoked(),
              moment(),
              outcome);
    }
  }

  /** From now on, to the end, all hosts reach each other and have compared what they hold. */
  public void settled() {
    settledFrom = moment().order();
  }

  /** Returns how many calls there are. */
  public int size() {
    return entries.size();
  }

  /** Returns the history so far; what nobody was told of is unknown. */
  public History history() {
    return new History(entries.stream().map(entry -> entry.now).toList(), settledFrom);
  }

  private Moment moment() {
    return new Moment(next++, clock.get());
  }
}
