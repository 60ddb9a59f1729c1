// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Judges what a directory was listed to hold. */
final class Listings {

  private Listings() {}

  /**
   * Demands that all is listed that is there, and nothing else.
   *
   * @param names with the length of each file, and -1 for directories
   */
  static void judge(Expectations expected, String directory, Map<String, Long> names) {
    Set<String> left = new HashSet<>(names.keySet());
    for (Cell child : expected.in(directory)) {
      String name = child.path().substring(child.path().lastIndexOf('/') + 1);
      left.remove(name);
      Long length = names.get(name);
      boolean right =
          length == null
              ? child.mayBe(Version.ABSENT)
              : child.now().stream()
                  .anyMatch(each -> !each.equals(Version.ABSENT) && each.length() == length);
      Wrong.unless(
          right, child, "MLSD " + (length == null ? "has it not" : "has it with " + length));
    }
    for (String name : left) {
      Cell original =
          expected.cell(directory.replaceAll("/$", "") + "/" + Conflicts.original(name));
      boolean may = original.late().stream().anyMatch(Version::isFile);
      Wrong.unless(may, original, "MLSD has " + name);
    }
  }
}
