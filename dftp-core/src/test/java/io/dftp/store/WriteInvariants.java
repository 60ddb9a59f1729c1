// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import io.dftp.runtime.Bytes;
import io.dftp.sim.explore.StateInvariant;
import io.dftp.store.WriteOperation.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What must hold in every state of a {@link WriteWorld}. */
final class WriteInvariants {

  static final String SHOWN = "what is acknowledged is shown";
  static final String NEVER_SHOWN = "what is refused is never shown";
  static final String GONE = "what was removed does not return";
  static final String ONE = "a row that is created if absent has no sibling";
  static final String ONE_CREATION = "a row is created once";
  static final String ONE_READER = "one host is read";
  static final String EQUAL = "equal contexts mean equal rows";
  static final String DURABLE = "what is acknowledged is on two disks";

  private final WriteWorld world;

  WriteInvariants(WriteWorld world) {
    this.world = world;
  }

  List<StateInvariant<WriteState>> all() {
    return List.of(
        named(SHOWN, this::shown),
        named(NEVER_SHOWN, this::neverShown),
        named(GONE, this::gone),
        named(ONE, this::oneRow),
        named(ONE_CREATION, WriteInvariants::oneCreation),
        named(ONE_READER, this::oneReader),
        named(EQUAL, WriteInvariants::equalRows),
        named(DURABLE, WriteInvariants::durable));
  }

  private static StateInvariant<WriteState> named(
      String name, Function<WriteState, Optional<String>> rule) {
    return new StateInvariant<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Optional<String> violation(WriteState state) {
        return rule.apply(state);
      }
    };
  }

  /** Returns what a read would show, at each host that would answer it. */
  private List<List<Row>> reads(WriteState state) {
    List<List<Row>> reads = new ArrayList<>();
    for (int h = 0; h < WriteWorld.HOSTS; h++) {
      WriteHost host = state.hosts().get(h);
      if (world.mayRead(state, h)) {
        List<Row> rows = host.rows(WriteWorld.ROW);
        if (!rows.isEmpty() || host.duty().complete()) {
          reads.add(rows);
        }
      }
    }
    return reads;
  }

  private static boolean shows(List<Row> rows, int operation) {
    Bytes value = Bytes.utf8(WriteWorld.value(operation));
    return rows.stream().anyMatch(row -> row.value().equals(value));
  }

  private Optional<String> shown(WriteState state) {
    for (List<Row> rows : reads(state)) {
      for (int i = 0; i < state.operations().size(); i++) {
        WriteOperation each = state.operations().get(i);
        boolean puts = each.isAsked() && !requireNonNull(each.mutation()).puts().isEmpty();
        if (puts && each.told() == Told.APPLIED && !shows(rows, i) && !maySupersede(state, i)) {
          return Optional.of("operation " + i + " is not shown, but " + rows);
        }
      }
    }
    return Optional.empty();
  }

  /** Says whether an operation that had seen this one has, or may have, superseded it. */
  private static boolean maySupersede(WriteState state, int operation) {
    return state.operations().stream()
        .filter(WriteOperation::isAsked)
        .filter(each -> each.told() != Told.REFUSED && each.told() != Told.NOTHING)
        .anyMatch(each -> WriteWorld.superseded(each).contains(operation));
  }

  private Optional<String> neverShown(WriteState state) {
    for (List<Row> rows : reads(state)) {
      for (int i = 0; i < state.operations().size(); i++) {
        Told told = state.operations().get(i).told();
        if ((told == Told.REFUSED || told == Told.NOTHING) && shows(rows, i)) {
          return Optional.of("operation " + i + " was " + told + ", and is shown");
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> gone(WriteState state) {
    for (List<Row> rows : reads(state)) {
      for (WriteOperation each : state.operations()) {
        if (each.isAsked() && each.told() == Told.APPLIED) {
          for (int operation : WriteWorld.superseded(each)) {
            if (shows(rows, operation)) {
              return Optional.of("operation " + operation + " is shown again");
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> oneRow(WriteState state) {
    return reads(state).stream()
        .filter(rows -> rows.size() > 1)
        .findFirst()
        .map(rows -> "shown are " + rows);
  }

  private static Optional<String> oneCreation(WriteState state) {
    boolean both =
        state.operations().get(0).told() == Told.APPLIED
            && state.operations().get(2).told() == Told.APPLIED;
    WriteOperation removal = state.operations().get(1);
    boolean removed =
        removal.isAsked() && removal.told() != Told.REFUSED && removal.told() != Told.NOTHING;
    return both && !removed
        ? Optional.of("two clients were told that they had created the row")
        : Optional.empty();
  }

  private Optional<String> oneReader(WriteState state) {
    List<Integer> readers = new ArrayList<>();
    for (int h = 0; h < WriteWorld.HOSTS; h++) {
      if (world.mayRead(state, h)) {
        readers.add(h);
      }
    }
    return readers.size() > 1 ? Optional.of("hosts " + readers + " are read") : Optional.empty();
  }

  private static Optional<String> equalRows(WriteState state) {
    for (WriteHost one : state.hosts()) {
      for (WriteHost other : state.hosts()) {
        MapHead first = one.memory().head();
        MapHead second = other.memory().head();
        if (first.context().equals(second.context()) && !first.digest().equals(second.digest())) {
          return Optional.of(one.memory() + " and " + other.memory());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> durable(WriteState state) {
    for (int i = 0; i < state.operations().size(); i++) {
      int operation = i;
      if (state.operations().get(i).told() == Told.APPLIED) {
        long disks = state.hosts().stream().filter(host -> isOn(host.disk(), operation)).count();
        if (disks < 2) {
          return Optional.of("operation " + i + " is on " + disks + " disks");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOn(MapCopy disk, int operation) {
    long writer = 100L + WriteWorld.gatewayOf(operation);
    boolean prepared =
        disk.pending().stream()
            .anyMatch(change -> WriteWorld.operationOf(change.id().dot(0)) == operation);
    boolean committed =
        disk.head().context().contains(new Dot(writer, WriteWorld.indexAtGateway(operation) + 1L));
    boolean underAnother =
        disk.rows().stream()
            .anyMatch(
                row ->
                    row.row().dot().writer() >= 100
                        && WriteWorld.operationOf(row.row().dot()) == operation);
    return prepared || committed || underAnother;
  }
}
