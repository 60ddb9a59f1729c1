// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import java.util.List;

/**
 * What an experiment found.
 *
 * @param title what was measured, with the settings that a repetition needs
 * @param table for people, with the published figures beside
 * @param csv for programs
 * @param plot the picture of it
 * @param notes how was counted, and what else is worth knowing
 * @param broken what must not be: wrong answers, broken invariants; empty when all is well
 */
record Report(
    String title, Table table, Table csv, Plot plot, List<String> notes, List<String> broken) {

  Report {
    notes = List.copyOf(notes);
    broken = List.copyOf(broken);
  }
}
