// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import io.dftp.examples.chaos.Answer.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The oracle: what has to be, must not be, and may be at each path of one client, by what it was
 * told. Every answer is judged when it comes; {@link Wrong} is thrown for one that contradicts the
 * answers before. Only one client changes these paths, so that their order is known.
 *
 * <p>An operation of open end may have happened, or happens later, once: GUARANTEES, "An operation
 * happens once". What is acknowledged after it stays, and what it brings then is a conflict copy.
 */
final class Expectations {

  private final Map<String, Cell> cells = new TreeMap<>();
  private final List<OpenMove> moves = new ArrayList<>();
  private final Uploads uploads;
  private final LongSupplier millis;

  /** A move of open end of which both paths are untouched since. */
  private record OpenMove(String from, String to, Set<Version> moved) {}

  Expectations(Uploads uploads, LongSupplier millis) {
    this.uploads = uploads;
    this.millis = millis;
    cell("/").rests(Version.DIRECTORY);
  }

  Cell cell(String path) {
    return cells.computeIfAbsent(path, Cell::new);
  }

  List<Cell> all() {
    return List.copyOf(cells.values());
  }

  /** Returns the paths in a directory that were ever used. */
  List<Cell> in(String directory) {
    return cells.values().stream()
        .filter(cell -> !cell.path().equals("/") && parent(cell.path()).equals(directory))
        .toList();
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /** STOR. */
  void stored(String path, Upload upload, Answer answer) {
    written(path, Set.of(uploads.known(Version.of(List.of(upload)))), "STOR " + upload, answer);
  }

  /** APPE, onto whatever is there. */
  void appended(String path, Upload upload, Answer answer) {
    Set<Version> results = new LinkedHashSet<>();
    for (Version version : cell(path).now()) {
      results.add(uploads.known(version.plus(upload)));
    }
    written(path, results, "APPE " + upload, answer);
  }

  private void written(String path, Set<Version> results, String what, Answer answer) {
    Cell cell = cell(path);
    note(cell, what, answer);
    Cell directory = cell(parent(path));
    switch (answer.kind()) {
      case DONE -> {
        touched(path);
        Wrong.unless(
            directory.mayBe(Version.DIRECTORY), directory, "a file was stored in it: " + answer);
        directory.seen(Version.DIRECTORY);
        cell.becomes(results);
      }
      case DENIED ->
          Wrong.unless(
              !directory.isOnly(Version.DIRECTORY), cell, what + " was denied: " + answer.text());
      case REFUSED -> {}
      case UNKNOWN -> {
        touched(path);
        cell.mayBecome(results);
        freezeIfOpen(answer, cell);
      }
    }
  }

  /** DELE. */
  void deleted(String path, Answer answer) {
    Cell cell = cell(path);
    note(cell, "DELE", answer);
    switch (answer.kind()) {
      case DONE -> {
        touched(path);
        Wrong.unless(!cell.isOnly(Version.ABSENT), cell, "DELE removed something");
        cell.empties();
      }
      case DENIED -> {
        Wrong.unless(cell.mayBe(Version.ABSENT), cell, "DELE was denied: " + answer.text());
        cell.seen(Version.ABSENT);
      }
      case REFUSED -> {}
      case UNKNOWN -> {
        touched(path);
        cell.mayBecome(Set.of(Version.ABSENT));
        freezeIfOpen(answer, cell);
      }
    }
  }

  /** RNFR and RNTO of a file. */
  void moved(String from, String to, Answer answer) {
    Cell source = cell(from);
    Cell target = cell(to);
    note(source, "RNTO " + to, answer);
    note(target, "RNFR " + from, answer);
    Set<Version> moved = source.files();
    switch (answer.kind()) {
      case DONE -> {
        touched(from);
        touched(to);
        Wrong.unless(!moved.isEmpty(), source, "it was renamed to " + to);
        Cell directory = cell(parent(to));
        Wrong.unless(
            directory.mayBe(Version.DIRECTORY), directory, "a file was moved into it: " + answer);
        directory.seen(Version.DIRECTORY);
        target.becomes(moved);
        source.empties();
      }
      case DENIED -> {
        boolean sure =
            source.isThere()
                && cell(parent(from)).isOnly(Version.DIRECTORY)
                && cell(parent(to)).isOnly(Version.DIRECTORY);
        Wrong.unless(!sure, source, "RNTO " + to + " was denied: " + answer.text());
      }
      case REFUSED -> {}
      case UNKNOWN -> {
        touched(from);
        touched(to);
        moves.add(new OpenMove(from, to, moved));
        source.mayBecome(Set.of(Version.ABSENT));
        target.mayBecome(moved);
        freezeIfOpen(answer, source, target);
      }
    }
  }

  /** MKD. */
  void made(String path, Answer answer) {
    Cell cell = cell(path);
    note(cell, "MKD", answer);
    switch (answer.kind()) {
      case DONE -> {
        Wrong.unless(!cell.isOnly(Version.DIRECTORY), cell, "MKD made it");
        cell.becomes(Set.of(Version.DIRECTORY));
      }
      case DENIED -> {
        boolean sure = cell.isOnly(Version.ABSENT) && cell(parent(path)).isOnly(Version.DIRECTORY);
        Wrong.unless(!sure, cell, "MKD was denied: " + answer.text());
      }
      case REFUSED -> {}
      case UNKNOWN -> {
        cell.mayBecome(Set.of(Version.DIRECTORY));
        freezeIfOpen(answer, cell);
      }
    }
  }

  /** RMD. */
  void removed(String path, Answer answer) {
    Cell cell = cell(path);
    note(cell, "RMD", answer);
    List<Cell> children = in(path);
    switch (answer.kind()) {
      case DONE -> {
        Wrong.unless(!cell.isOnly(Version.ABSENT), cell, "RMD removed something");
        for (Cell child : children) {
          note(child, "RMD " + path, answer);
          Wrong.unless(!child.isThere(), child, "its directory was removed as empty");
          touched(child.path());
          child.goesWithDirectory();
        }
        cell.empties();
      }
      case DENIED -> {
        boolean empty = children.stream().allMatch(child -> child.isOnly(Version.ABSENT));
        Wrong.unless(
            !(empty && cell.isOnly(Version.DIRECTORY)),
            cell,
            "RMD of it, with nothing in it, was denied: " + answer.text());
      }
      case REFUSED -> {}
      case UNKNOWN -> {
        if (children.stream().noneMatch(Cell::isThere)) {
          cell.mayBecome(Set.of(Version.ABSENT));
        }
        freezeIfOpen(answer, cell);
      }
    }
  }

  /** RETR that ended with all bytes. */
  void read(String path, byte[] bytes, Answer answer) {
    Cell cell = cell(path);
    note(cell, "RETR of " + uploads.of(bytes).map(Version::toString).orElse("?"), answer);
    found(cell, version(cell, bytes), "RETR");
  }

  /** RETR that gave no file. */
  void notRead(String path, Answer answer) {
    Cell cell = cell(path);
    note(cell, "RETR", answer);
    if (answer.kind() == Kind.DENIED) {
      found(cell, Version.ABSENT, "RETR");
    }
  }

  private Version version(Cell cell, byte[] bytes) {
    return uploads
        .of(bytes)
        .orElseThrow(
            () -> Wrong.at(cell, "RETR gave " + Upload.explain(bytes) + ", no whole version"));
  }

  private void found(Cell cell, Version version, String by) {
    Wrong.unless(cell.mayBe(version), cell, by + " found " + version);
    cell.seen(version);
  }

  /** A listing of a directory, with the length of each file and -1 for directories. */
  void listed(String directory, Map<String, Long> names, Answer answer) {
    Cell itself = cell(directory);
    if (answer.kind() == Kind.DENIED) {
      note(itself, "MLSD", answer);
      Wrong.unless(itself.mayBe(Version.ABSENT), itself, "MLSD was denied: " + answer.text());
    }
    if (!answer.isDone()) {
      return;
    }
    note(itself, "MLSD of " + names, answer);
    Wrong.unless(itself.mayBe(Version.DIRECTORY), itself, "MLSD listed it");
    Listings.judge(this, directory, names);
  }

  /** Judges all paths by what is there at last; nothing is on its way any more. */
  void settle(Tree tree) {
    for (OpenMove move : moves) {
      Version at = tree.at(move.from());
      Version then = tree.at(move.to());
      boolean neither = at.equals(Version.ABSENT) && !move.moved().contains(then);
      Wrong.unless(!neither, cell(move.from()), "it is neither there nor at " + move.to());
    }
    moves.clear();
    for (Cell cell : all()) {
      Version there = tree.at(cell.path());
      Wrong.unless(cell.mayBe(there), cell, "at last there is " + there);
      cell.note("at last there is " + there);
    }
    tree.conflicts()
        .forEach(
            (path, version) -> {
              Cell cell = cells.get(Conflicts.original(path));
              if (cell != null) {
                Wrong.unless(
                    cell.late().contains(version), cell, "at last " + path + " has " + version);
              }
            });
    all().forEach(cell -> cell.rests(tree.at(cell.path())));
  }

  /** Somebody else changes the path: an open move that has to do with it is not judged by it. */
  void touched(String path) {
    moves.removeIf(move -> move.from().equals(path) || move.to().equals(path));
  }

  private static void freezeIfOpen(Answer answer, Cell... touched) {
    if (answer.mayStillRun()) {
      for (Cell cell : touched) {
        cell.freeze();
      }
    }
  }

  private void note(Cell cell, String what, Answer answer) {
    cell.note(millis.getAsLong() + " ms: " + what + " -> " + answer);
  }
}
