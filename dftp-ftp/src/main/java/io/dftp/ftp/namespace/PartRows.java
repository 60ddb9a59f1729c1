// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.store.Dot;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The parts of one user and name: one, or several after two sides of a cut have kept one each. The
 * one whose upload began last counts; which one that is depends on the rows alone. Pure.
 */
record PartRows(List<Held> all) {

  static final PartRows NONE = new PartRows(List.of());

  /** A part and its row. */
  record Held(Dot dot, Part part) {}

  PartRows {
    all = List.copyOf(all);
  }

  /** Decodes the rows of one name. */
  static PartRows of(List<Row> rows) {
    return new PartRows(
        rows.stream().map(row -> new Held(row.dot(), Part.decode(row.value()))).toList());
  }

  /** Returns the part that can be gone on with. */
  Optional<Part> current(Instant now) {
    return all.stream()
        .max(Comparator.comparing((Held held) -> held.part().began()).thenComparing(Held::dot))
        .map(Held::part)
        .filter(part -> !part.isOver(now));
  }

  /**
   * Returns those that an upload supersedes when it ends, well or not: of uploads at the same time
   * each leaves alone what those have left that began later, so that none is mixed with another.
   */
  PartRows supersededBy(Instant began) {
    return those(held -> !held.part().began().isAfter(began));
  }

  /** Returns those whose time is over. */
  PartRows over(Instant now) {
    return those(held -> held.part().isOver(now));
  }

  List<Dot> dots() {
    return all.stream().map(Held::dot).toList();
  }

  Set<ObjectId> contents() {
    return all.stream()
        .flatMap(held -> held.part().content().contents().stream())
        .collect(Collectors.toSet());
  }

  private PartRows those(Predicate<Held> which) {
    return new PartRows(all.stream().filter(which).toList());
  }
}
