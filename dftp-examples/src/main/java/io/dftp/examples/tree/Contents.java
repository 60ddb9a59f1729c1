// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out which uploads made the bytes of a file: a version is named by the last of them. Bytes
 * that no order of whole uploads explains are mixed.
 */
final class Contents {

  /** A cell that a later upload lies over: of any upload, or of none at the end of the file. */
  private static final int HIDDEN = -1;

  private final Map<Integer, Upload> uploads;
  private final Map<Integer, TreeCall> calls = new HashMap<>();
  private final Map<String, Optional<Version>> known = new HashMap<>();

  /**
   * One version of a file.
   *
   * @param write the upload that made it
   * @param parent the version to which it added its bytes; -1 if it added to none, or to which is
   *     not to be seen
   * @param parentKnown whether all of the version before it can be seen, or it needed none
   * @param certain whether no other upload may have made it just as well: two that ran side by side
   *     and did not touch each other's bytes leave the same in either order
   */
  record Version(int write, int parent, boolean parentKnown, boolean certain) {

    Version(int write, int parent, boolean parentKnown) {
      this(write, parent, parentKnown, true);
    }

    private Version doubtful() {
      return new Version(write, parent, parentKnown, false);
    }
  }

  Contents(TreeHistory history) {
    this.uploads = history.uploads();
    history
        .epochs()
        .forEach(
            epoch ->
                epoch.calls().stream()
                    .filter(call -> uploads.containsKey(call.write()))
                    .forEach(call -> calls.put(call.write(), call)));
  }

  /** Returns the version that has these bytes; none if they are mixed. */
  Optional<Version> version(String text) {
    return known.computeIfAbsent(text, this::explain);
  }

  private Optional<Version> explain(String text) {
    if (text.isEmpty() || text.length() % Upload.CELL != 0) {
      return Optional.empty();
    }
    List<Integer> cells = new ArrayList<>();
    for (int at = 0; at < text.length(); at += Upload.CELL) {
      try {
        cells.add((int) Long.parseLong(text.substring(at, at + Upload.CELL), 16));
      } catch (NumberFormatException foreign) {
        return Optional.empty();
      }
    }
    return lastOf(cells);
  }

  private Optional<Version> lastOf(List<Integer> cells) {
    List<Version> candidates = new ArrayList<>();
    for (int write : writesIn(cells)) {
      Upload upload = uploads.get(write);
      if (upload != null) {
        last(upload, cells).ifPresent(candidates::add);
      }
    }
    List<Version> late =
        candidates.stream()
            .filter(one -> candidates.stream().noneMatch(other -> isBefore(one, other)))
            .toList();
    Optional<Version> latest =
        late.stream().max(Comparator.comparingLong(version -> endOf(version.write())));
    return late.size() > 1 ? latest.map(Version::doubtful) : latest;
  }

  private boolean isBefore(Version one, Version other) {
    TreeCall later = calls.get(other.write());
    return later != null && endOf(one.write()) < later.begun();
  }

  private long endOf(int write) {
    TreeCall call = calls.get(write);
    return call == null || call.isOpen() ? Long.MAX_VALUE : call.ended();
  }

  private Optional<Version> last(Upload upload, List<Integer> cells) {
    return switch (upload.operation()) {
      case STORE -> whole(upload, cells, upload.cells());
      case BREAK_OFF -> prefix(upload, cells);
      case APPEND -> appended(upload, cells);
      default -> laidOver(upload, cells);
    };
  }

  private Optional<Version> whole(Upload upload, List<Integer> cells, int size) {
    boolean fits = size <= cells.size() && isAt(upload, cells, 0, size) && allHidden(cells, size);
    return fits ? Optional.of(new Version(upload.write(), -1, true)) : Optional.empty();
  }

  private Optional<Version> prefix(Upload upload, List<Integer> cells) {
    for (int size = upload.cells(); size > 0; size--) {
      Optional<Version> version = whole(upload, cells, size);
      if (version.isPresent()) {
        return version;
      }
    }
    return Optional.empty();
  }

  private Optional<Version> appended(Upload upload, List<Integer> cells) {
    int start = startOf(upload, cells);
    int end = start + upload.cells();
    if (start < 0
        || end > cells.size()
        || !isAt(upload, cells, start, end)
        || !allHidden(cells, end)) {
      return Optional.empty();
    }
    return on(upload, cells.subList(0, start));
  }

  private Optional<Version> laidOver(Upload upload, List<Integer> cells) {
    int start = upload.offset();
    int end = start + upload.cells();
    if (startOf(upload, cells) != start || end > cells.size() || !isAt(upload, cells, start, end)) {
      return Optional.empty();
    }
    List<Integer> before = new ArrayList<>(cells);
    for (int i = start; i < end; i++) {
      before.set(i, HIDDEN);
    }
    return on(upload, before);
  }

  private Optional<Version> on(Upload upload, List<Integer> before) {
    if (allHidden(before, 0)) {
      return Optional.of(new Version(upload.write(), -1, before.isEmpty()));
    }
    boolean inFull = !before.contains(HIDDEN);
    return lastOf(before)
        .map(parent -> new Version(upload.write(), inFull ? parent.write() : -1, inFull));
  }

  private static int startOf(Upload upload, List<Integer> cells) {
    for (int i = 0; i < cells.size(); i++) {
      if (writeOf(cells.get(i)) == upload.write()) {
        return i - (cells.get(i) & 0xffff);
      }
    }
    return -1;
  }

  private static boolean isAt(Upload upload, List<Integer> cells, int from, int to) {
    for (int i = from; i < to; i++) {
      int cell = cells.get(i);
      if (cell != HIDDEN && (writeOf(cell) != upload.write() || (cell & 0xffff) != i - from)) {
        return false;
      }
    }
    return true;
  }

  private static boolean allHidden(List<Integer> cells, int from) {
    return cells.subList(from, cells.size()).stream().allMatch(cell -> cell == HIDDEN);
  }

  private static Set<Integer> writesIn(List<Integer> cells) {
    Set<Integer> writes = new LinkedHashSet<>();
    cells.stream().filter(cell -> cell != HIDDEN).forEach(cell -> writes.add(writeOf(cell)));
    return writes;
  }

  private static int writeOf(int cell) {
    return cell >>> 16;
  }
}
