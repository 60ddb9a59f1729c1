// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a name of a map stands at an owner that knows everything which was ever acknowledged of it.
 *
 * @param rows of the name
 * @param undecided those of the dots asked for that the map has never seen: their operations may
 *     still happen. One that is decided and has no row was removed, or never applied, for good
 */
public record NameStanding(List<Row> rows, Set<Dot> undecided) {

  /** The most dots in one question. */
  public static final int MAX_DOTS = 1024;

  /** Keeps immutable copies. */
  public NameStanding {
    rows = ImmutableList.copyOf(rows);
    undecided = ImmutableSet.copyOf(undecided);
  }

  static NameStanding of(MapState state, String name, List<Dot> dots) {
    Set<Dot> undecided =
        dots.stream().filter(dot -> !state.context().contains(dot)).collect(Collectors.toSet());
    return new NameStanding(state.rows(name), undecided);
  }

  void write(WireWriter into) {
    StoreWire.writeRows(rows, into);
    into.list(List.copyOf(undecided), Dot::write);
  }

  static NameStanding read(WireReader from) throws WireFormatException {
    return new NameStanding(
        StoreWire.readRows(from), ImmutableSet.copyOf(from.list(MAX_DOTS, Dot::read)));
  }
}
