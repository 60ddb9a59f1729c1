// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** Counts operations with the faults that were on when they began or ended. Thread-safe. */
record Meter(Supplier<Set<Fault>> faults, Encounters encounters) {

  Set<Fault> active() {
    return faults.get();
  }

  void count(Operation operation, Set<Fault> before, Answer answer) {
    Set<Fault> met = EnumSet.noneOf(Fault.class);
    met.addAll(before);
    met.addAll(active());
    encounters.add(operation, met, answer);
  }
}
