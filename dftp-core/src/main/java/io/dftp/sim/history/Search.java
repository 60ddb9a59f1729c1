// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Follows all orders of one key's calls at once: a set of configurations, moved on at every answer.
 * Calls are put in order only when an answer demands it, which loses no order (Lowe 2017).
 */
final class Search {

  /** How a search ends. */
  enum Result {
    FITS,
    BROKEN,
    OUT_OF_BUDGET
  }

  /**
   * One order of the calls so far, as far as it matters from here on.
   *
   * @param rows that are there; never changed
   * @param taken the calls under way that have happened already; never changed
   */
  private record Configuration(BitSet rows, BitSet taken) {}

  /** A question, or an answer that counts. */
  private record Event(long order, int call, boolean answers) {}

  private final List<Ordered> calls = new ArrayList<>();
  private final Map<String, Integer> versions = new LinkedHashMap<>();
  private final long budget;
  private final boolean lateSiblings;
  private final BitSet underWay = new BitSet();
  private Set<Configuration> configurations = new LinkedHashSet<>();
  private long states;
  private @Nullable Call culprit;

  /**
   * A call in numbers.
   *
   * @param shown the rows that it was shown; null where it was shown none
   */
  private record Ordered(Call call, BitSet seen, BitSet adds, @Nullable BitSet shown) {}

  /**
   * Creates one.
   *
   * @param lateSiblings whether a change of unknown end may happen though its condition no longer
   *     holds
   */
  Search(List<Call> key, long budget, boolean lateSiblings) {
    this.budget = budget;
    this.lateSiblings = lateSiblings;
    for (Call call : key) {
      boolean tells = !(call.outcome() instanceof Outcome.Failed);
      boolean unknownRead =
          call.action() instanceof Action.Read && call.outcome() instanceof Outcome.Unknown;
      if (tells && !unknownRead) {
        calls.add(ordered(call));
      }
    }
  }

  private Ordered ordered(Call call) {
    BitSet shown = call.isObservation() ? bits(call.shown()) : null;
    return call.action() instanceof Action.Change change
        ? new Ordered(call, bits(change.seen()), bits(change.adds()), shown)
        : new Ordered(call, new BitSet(), bits(call.action().added()), shown);
  }

  private BitSet bits(Iterable<String> names) {
    BitSet bits = new BitSet();
    for (String name : names) {
      bits.set(versions.computeIfAbsent(name, unused -> versions.size()));
    }
    return bits;
  }

  Result run() {
    configurations.add(new Configuration(new BitSet(), new BitSet()));
    for (Event event : events()) {
      if (!event.answers) {
        underWay.set(event.call);
        continue;
      }
      Set<Configuration> next = new LinkedHashSet<>();
      if (!follow(event.call, next)) {
        return Result.OUT_OF_BUDGET;
      }
      if (next.isEmpty()) {
        culprit = calls.get(event.call).call;
        return Result.BROKEN;
      }
      underWay.clear(event.call);
      configurations = next;
    }
    return Result.FITS;
  }

  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i).call;
      events.add(new Event(call.invoked().order(), i, false));
      if (!(call.outcome() instanceof Outcome.Unknown)) {
        events.add(new Event(call.returned().order(), i, true));
      }
    }
    events.sort(Comparator.comparingLong(Event::order));
    return events;
  }

  /** Lets calls under way happen, in all orders that end with the one given. */
  private boolean follow(int answered, Set<Configuration> into) {
    Set<Configuration> met = new LinkedHashSet<>(configurations);
    Deque<Configuration> open = new ArrayDeque<>(configurations);
    while (!open.isEmpty()) {
      Configuration at = open.remove();
      states++;
      if (states > budget) {
        return false;
      }
      if (at.taken.get(answered)) {
        BitSet taken = (BitSet) at.taken.clone();
        taken.clear(answered);
        into.add(new Configuration(at.rows, taken));
        continue;
      }
      for (int i = underWay.nextSetBit(0); i >= 0; i = underWay.nextSetBit(i + 1)) {
        Configuration after = at.taken.get(i) ? null : after(at, i);
        if (after != null && met.add(after)) {
          open.add(after);
        }
      }
    }
    return true;
  }

  /** Returns the configuration after the call has happened; null if it cannot happen now. */
  private @Nullable Configuration after(Configuration at, int number) {
    Ordered call = calls.get(number);
    BitSet rows = rowsAfter(at.rows, call);
    // What nobody was told of need not happen where it changes nothing.
    boolean pointless = call.call.outcome() instanceof Outcome.Unknown && at.rows.equals(rows);
    if (rows == null || pointless) {
      return null;
    }
    BitSet taken = (BitSet) at.taken.clone();
    taken.set(number);
    return new Configuration(rows, taken);
  }

  private @Nullable BitSet rowsAfter(BitSet rows, Ordered call) {
    if (call.call.outcome() instanceof Outcome.Rows) {
      return rows.equals(call.shown) ? rows : null;
    }
    boolean allowed = isAllowed(rows, call);
    if (call.call.outcome() instanceof Outcome.Refused) {
      return !allowed && rows.equals(call.shown) ? rows : null;
    }
    if (!allowed && !(lateSiblings && call.call.outcome() instanceof Outcome.Unknown)) {
      return null;
    }
    BitSet after = (BitSet) rows.clone();
    after.andNot(call.call.action() instanceof Action.Overwrite ? rows : call.seen);
    after.or(call.adds);
    return after;
  }

  private static boolean isAllowed(BitSet rows, Ordered call) {
    if (call.call.action() instanceof Action.Overwrite overwrite) {
      return !overwrite.needsOne() || !rows.isEmpty();
    }
    Action.Change change = (Action.Change) call.call.action();
    return !change.onlyIf() || rows.equals(call.seen);
  }

  /** Returns how many states were looked at. */
  long states() {
    return states;
  }

  /** Returns the call whose answer nothing explains; there must be one. */
  Call culprit() {
    return requireNonNull(culprit);
  }

  /** Returns the rows that there can be before the latest answer, for readers. */
  List<SortedSet<String>> rowsBefore() {
    List<String> names = List.copyOf(versions.keySet());
    Set<SortedSet<String>> all = new LinkedHashSet<>();
    for (Configuration configuration : configurations) {
      SortedSet<String> rows = new TreeSet<>();
      configuration.rows.stream().forEach(bit -> rows.add(names.get(bit)));
      all.add(ImmutableSortedSet.copyOf(rows));
    }
    return List.copyOf(all);
  }
}
