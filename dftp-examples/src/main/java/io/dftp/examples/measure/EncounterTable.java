// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.sim.Encounters;
import io.dftp.sim.StoreFault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * How often each operation of clients was under way during each fault, for readers and for files.
 */
final class EncounterTable {

  private EncounterTable() {}

  static <O extends Enum<O>> Table of(
      Encounters<O> encounters, O[] operations, Collection<StoreFault> faults) {
    List<String> header = new ArrayList<>(List.of("operation"));
    faults.forEach(fault -> header.add(word(fault)));
    Table table = new Table(header.toArray(String[]::new));
    for (O operation : operations) {
      List<Object> row = new ArrayList<>(List.of(word(operation)));
      faults.forEach(fault -> row.add(encounters.count(operation, fault)));
      table.row(row.toArray());
    }
    return table;
  }

  /** Returns all counts in a line. */
  static <O extends Enum<O>> String cells(Encounters<O> encounters, O[] operations) {
    List<String> cells = new ArrayList<>();
    for (O operation : operations) {
      for (StoreFault fault : StoreFault.values()) {
        cells.add(Long.toString(encounters.count(operation, fault)));
      }
    }
    return String.join(",", cells);
  }

  /** Reads such a line; throws {@link IllegalArgumentException} if it is none. */
  static <O extends Enum<O>> Encounters<O> parse(String line, Class<O> type, O[] operations) {
    String[] cells = line.split(",", -1);
    if (cells.length != operations.length * StoreFault.values().length) {
      throw new IllegalArgumentException(cells.length + " counts");
    }
    Encounters<O> encounters = new Encounters<>(type);
    int next = 0;
    for (O operation : operations) {
      for (StoreFault fault : StoreFault.values()) {
        encounters.add(operation, fault, Long.parseLong(cells[next++]));
      }
    }
    return encounters;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
