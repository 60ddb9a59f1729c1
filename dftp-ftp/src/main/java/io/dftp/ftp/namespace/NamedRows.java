// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.store.Dot;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

  /** One version of the name: a row of its own. */
  record Version(Dot dot, NameRow row) {
    Entry entry() {
      return row.entry();
    }

    Optional<Departure> departure() {
      return row.departure();
    }
  }

  NamedRows {
    versions = List.copyOf(versions);
  }

  /** Decodes the rows of one name. */
  static NamedRows of(String name, List<Row> rows) {
    List<Version> versions = new ArrayList<>();
    rows.forEach(row -> versions.add(new Version(row.dot(), NameRow.decode(row.value()))));
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

  /** Says whether one of them is that file or directory. */
  boolean names(ObjectId id) {
    return versions.stream().anyMatch(version -> version.entry().id().equals(id));
  }

  /** Returns the versions that are on their way to other directories. */
  List<Version> departing() {
    return versions.stream().filter(version -> version.departure().isPresent()).toList();
  }

  String conflictName(Version version) {
    return ConflictName.of(name, version.dot(), version.entry().modified());
  }

  List<Dot> dots() {
    return versions.stream().map(Version::dot).toList();
  }
}
