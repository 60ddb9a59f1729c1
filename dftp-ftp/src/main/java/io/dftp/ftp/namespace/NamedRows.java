// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.Entry.FileEntry;
import io.dftp.store.Dot;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
   * One version of the name: a row of its own.
   *
   * @param twins rows that stand for the same and are not shown beside it
   */
  record Version(Dot dot, NameRow row, List<Dot> twins) {
    Version {
      twins = List.copyOf(twins);
    }

    /** Returns all rows that stand for it. */
    List<Dot> dots() {
      return Stream.concat(Stream.of(dot), twins.stream()).toList();
    }

    Entry entry() {
      return row.entry();
    }

    Optional<Departure> departure() {
      return row.departure();
    }

    /** Says whether both stand for one directory, or for the same bytes of one file. */
    private boolean isTwinOf(Version other) {
      boolean same =
          entry() instanceof FileEntry file
              ? other.entry() instanceof FileEntry that && file.content().equals(that.content())
              : other.entry() instanceof DirectoryEntry;
      return same
          && entry().id().equals(other.entry().id())
          && departure().isEmpty()
          && other.departure().isEmpty();
    }
  }

  NamedRows {
    versions = List.copyOf(versions);
  }

  /** Decodes the rows of one name. */
  static NamedRows of(String name, List<Row> rows) {
    List<Version> all = new ArrayList<>();
    rows.forEach(row -> all.add(new Version(row.dot(), NameRow.decode(row.value()), List.of())));
    all.sort(CLAIM);
    List<Version> versions = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Version version = all.get(i);
      List<Version> later = all.subList(i + 1, all.size());
      if (later.stream().noneMatch(version::isTwinOf)) {
        List<Version> earlier = all.subList(0, i);
        List<Dot> twins =
            earlier.stream().filter(other -> other.isTwinOf(version)).map(Version::dot).toList();
        versions.add(new Version(version.dot(), version.row(), twins));
      }
    }
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

  /** Says whether it stands for several directories, which should be one. */
  boolean isSplit() {
    return versions.stream().filter(version -> version.entry() instanceof DirectoryEntry).count()
        > 1;
  }

  /** Returns the versions that are on their way to other directories. */
  List<Version> departing() {
    return versions.stream().filter(version -> version.departure().isPresent()).toList();
  }

  /** Returns the name by which a version goes that lost its name; different for each. */
  String conflictName(Version version) {
    String plain = plainConflictName(version);
    boolean isTaken =
        versions.subList(0, versions.indexOf(version)).stream()
            .anyMatch(earlier -> plainConflictName(earlier).equals(plain));
    return isTaken
        ? ConflictName.of(
            name, ConflictName.writer(version.row().writer(), version.dot()), modified(version))
        : plain;
  }

  private String plainConflictName(Version version) {
    String writer = version.row().writer();
    return ConflictName.of(
        name,
        writer.isEmpty() ? ConflictName.writer("", version.dot()) : writer,
        modified(version));
  }

  private static Instant modified(Version version) {
    return version.entry().modified();
  }

  List<Dot> dots() {
    return versions.stream().flatMap(version -> version.dots().stream()).toList();
  }
}
