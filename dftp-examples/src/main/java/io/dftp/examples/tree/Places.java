// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where something may have been in one epoch: where it was at its beginning or came into being, and
 * wherever renames that were not refused may have taken it since, itself or with a directory above
 * it. Names are compared without the marks that conflicts give them.
 */
final class Places {

  /** A way that does not end: two directories moved into each other again and again. */
  private static final int MOST_PLACES = 3000;

  private static final int MOST_NAMES = 16;
  private static final int MOST_LANDINGS = 64;
  private static final Pattern MARK =
      Pattern.compile(" \\((conflict [^()]+|[0-9a-f]{8})\\)(?=(\\.[^./]*)?(/|$))");

  private static final String LOST_AND_FOUND = "/lost+found/";

  private final boolean connected;
  private final Map<String, Long> earliest = new HashMap<>();

  /**
   * Follows the renames.
   *
   * @param begins where it was, and from when on
   * @param renames of the epoch, and those before it that may yet happen
   */
  Places(Map<String, Long> begins, List<TreeCall> renames, boolean connected) {
    this.connected = connected;
    Deque<String> open = new ArrayDeque<>();
    begins.forEach((path, from) -> reach(plain(path), from, open));
    while (!open.isEmpty() && earliest.size() < MOST_PLACES) {
      String path = open.remove();
      long from = earliest.getOrDefault(path, Long.MAX_VALUE);
      for (TreeCall rename : renames) {
        String source = plain(rename.path());
        boolean inTime = !connected || rename.ended() > from || rename.isOpen();
        if (inTime && isAtOrBelow(path, source)) {
          for (String target : landings(rename, rename.target(), renames)) {
            reach(target + path.substring(source.length()), Math.max(from, rename.begun()), open);
          }
        }
        // A directory that two sides moved is at one of both places, with all that came into it.
        String target = plain(rename.target());
        if (!connected && path.startsWith(target + "/")) {
          reach(source + path.substring(target.length()), from, open);
        }
      }
    }
  }

  /**
   * Returns where what a call does at a path may end up: the directories above are found when it
   * begins, and may be renamed while it runs.
   */
  static Set<String> landings(TreeCall call, String path, List<TreeCall> renames) {
    Set<String> found = new LinkedHashSet<>(List.of(plain(path)));
    Deque<String> open = new ArrayDeque<>(found);
    while (!open.isEmpty() && found.size() < MOST_LANDINGS) {
      String at = open.remove();
      for (TreeCall rename : renames) {
        String source = plain(rename.path());
        boolean meets =
            (rename.isOpen() || rename.ended() > call.begun())
                && (call.isOpen() || rename.begun() < call.ended());
        if (rename.number() != call.number() && meets && at.startsWith(source + "/")) {
          String to = plain(rename.target()) + at.substring(source.length());
          if (to.chars().filter(c -> c == '/').count() <= MOST_NAMES && found.add(to)) {
            open.add(to);
          }
        }
      }
    }
    return found;
  }

  private void reach(String path, long from, Deque<String> open) {
    if (path.chars().filter(c -> c == '/').count() <= MOST_NAMES
        && earliest.getOrDefault(path, Long.MAX_VALUE) > from) {
      earliest.put(path, from);
      open.add(path);
    }
  }

  /** Says whether it may have been there before that moment. */
  boolean include(String path, long before) {
    String at = plain(path);
    Long from = earliest.get(at);
    if (from != null) {
      return !connected || from < before;
    }
    // What two sides of a cut have moved into each other hangs there, by its last name.
    return !connected
        && at.startsWith(LOST_AND_FOUND)
        && earliest.keySet().stream()
            .anyMatch(place -> place.endsWith(at.substring(LOST_AND_FOUND.length() - 1)));
  }

  boolean include(String path) {
    return include(path, Long.MAX_VALUE);
  }

  List<String> all() {
    return new ArrayList<>(earliest.keySet());
  }

  /** Returns the path without the marks of conflicts. */
  static String plain(String path) {
    String before = path;
    String after = MARK.matcher(path).replaceAll("");
    while (!after.equals(before)) {
      before = after;
      after = MARK.matcher(before).replaceAll("");
    }
    return after;
  }

  /** Says whether the last name of the path has a mark of a conflict. */
  static boolean isMarked(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return !plain(name).equals(name);
  }

  static boolean isAtOrBelow(String path, String above) {
    return path.equals(above) || path.startsWith(above + "/");
  }
}
