// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.runtime.Bytes;
import io.dftp.store.Dot;
import io.dftp.store.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The versions of one name, the one that has the name last. Which one that is depends on the rows
 * alone, so every host chooses the same: the newest modification time, then the greatest dot. Pure.
 *
 * @param name as the client sees it
 * @param versions in ascending order of their claim to the name
 */
record NamedRows(String name, List<Version> versions) {

  private static final Comparator<Version> CLAIM =
      Comparator.comparing((Version version) -> version.entry().modified())
          .thenComparing(Version::dot);

  /**
   * One version of the name. A change that was sent again to another primary may stand in two rows;
   * rows of one value are one version.
   *
   * @param dot the greatest of its dots
   * @param dots those of all its rows, which go together
   */
  record Version(Dot dot, List<Dot> dots, Entry entry) {
    Version {
      dots = dots.stream().sorted().toList();
    }
  }

  NamedRows {
    versions = List.copyOf(versions);
  }

  /** Decodes the rows of one name. */
  static NamedRows of(String name, List<Row> rows) {
    Map<Bytes, List<Dot>> dotsByValue = new LinkedHashMap<>();
    for (Row row : rows) {
      dotsByValue.computeIfAbsent(row.value(), value -> new ArrayList<>()).add(row.dot());
    }
    List<Version> versions = new ArrayList<>();
    dotsByValue.forEach(
        (value, dots) ->
            versions.add(new Version(Collections.max(dots), dots, Entry.decode(value))));
    versions.sort(CLAIM);
    return new NamedRows(name, versions);
  }

  boolean isEmpty() {
    return versions.isEmpty();
  }

  /** Returns the version that has the name. */
  Optional<Version> shown() {
    return isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
  }

  /** Returns those that lost it. */
  List<Version> hidden() {
    return isEmpty() ? List.of() : versions.subList(0, versions.size() - 1);
  }

  /** Returns the hidden version that goes by that conflict name. */
  Optional<Version> hiddenAs(String conflictName) {
    return hidden().stream()
        .filter(version -> conflictName(version).equals(conflictName))
        .findFirst();
  }

  String conflictName(Version version) {
    return ConflictName.of(name, version.dot(), version.entry().modified());
  }

  List<Dot> dots() {
    return versions.stream().flatMap(version -> version.dots().stream()).toList();
  }
}
