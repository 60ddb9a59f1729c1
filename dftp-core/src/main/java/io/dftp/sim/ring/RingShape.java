// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import java.util.Arrays;

/**
 * A ring as numbers: every mentioned member has a place, in the order of {@link MemberOrder}, and
 * the places of one identifier share a point of the circle. Built once, then only read; all answers
 * take time linear in what is mentioned.
 */
final class RingShape {

  static final int NONE = -1;

  /** Behind the name of a member that is dead. */
  static final String DEAD_MARK = "†";

  private final int capacity;
  private final int[] points;
  private final int[][] lists;
  private final int[] predecessors;
  private int liveCount;

  /** One for each place: the best successor, {@link #NONE} for the dead and where none lives. */
  private int[] best = {};

  private boolean[] onRing = {};
  private int rings;

  RingShape(int places, int capacity) {
    this.capacity = capacity;
    this.points = new int[places];
    this.lists = new int[places][];
    this.predecessors = new int[places];
  }

  void place(int place, int point) {
    points[place] = point;
  }

  void live(int place, int[] list, int predecessor) {
    lists[place] = list;
    predecessors[place] = predecessor;
    liveCount++;
  }

  int places() {
    return points.length;
  }

  int capacity() {
    return capacity;
  }

  int liveCount() {
    return liveCount;
  }

  boolean isLive(int place) {
    return lists[place] != null;
  }

  int[] list(int place) {
    return lists[place];
  }

  int predecessor(int place) {
    return predecessors[place];
  }

  /** Returns the first live entry; a member that is alone is its own successor. */
  int best(int place) {
    follow();
    return best[place];
  }

  boolean isOnRing(int place) {
    follow();
    return onRing[place];
  }

  /** Returns how many separate rings there are. */
  int rings() {
    follow();
    return rings;
  }

  /** Says whether the second is met strictly between the others, by identifier. */
  boolean between(int a, int x, int b) {
    return order(points[a], points[x], points[b]);
  }

  boolean isSamePoint(int one, int other) {
    return points[one] == points[other];
  }

  /** Returns for each place whether it is a live member that no member skips. */
  boolean[] principals() {
    // The members that a pair of neighbouring entries skips lie side by side in the order.
    int[] change = new int[points.length + 1];
    for (int place = 0; place < points.length; place++) {
      if (isLive(place)) {
        int last = place;
        for (int entry : lists[place]) {
          skip(change, last, entry);
          last = entry;
        }
      }
    }
    boolean[] principals = new boolean[points.length];
    int skips = 0;
    for (int place = 0; place < points.length; place++) {
      skips += change[place];
      principals[place] = isLive(place) && skips == 0;
    }
    return principals;
  }

  int principalCount() {
    int count = 0;
    for (boolean principal : principals()) {
      count += principal ? 1 : 0;
    }
    return count;
  }

  /** Returns the live places in the order of the circle. */
  int[] livePlaces() {
    int[] places = new int[liveCount];
    int count = 0;
    for (int place = 0; place < points.length; place++) {
      if (isLive(place)) {
        places[count++] = place;
      }
    }
    return places;
  }

  private static boolean order(int a, int x, int b) {
    return a < b ? a < x && x < b : a < x || x < b;
  }

  private void skip(int[] change, int before, int after) {
    if (before < after) {
      change[before + 1]++;
      change[after]--;
    } else {
      change[before + 1]++;
      change[points.length]--;
      change[0]++;
      change[after]--;
    }
  }

  private void follow() {
    if (best.length == points.length) {
      return;
    }
    best = new int[points.length];
    onRing = new boolean[points.length];
    for (int place = 0; place < points.length; place++) {
      best[place] = isLive(place) ? firstLive(place) : NONE;
    }
    // Zero: not seen; otherwise the number of the walk that came by.
    int[] walks = new int[points.length];
    for (int start = 0; start < points.length; start++) {
      int walk = start + 1;
      int at = start;
      while (at != NONE && walks[at] == 0) {
        walks[at] = walk;
        at = best[at];
      }
      if (at != NONE && walks[at] == walk) {
        rings++;
        for (int on = at; !onRing[on]; on = best[on]) {
          onRing[on] = true;
        }
      }
    }
  }

  private int firstLive(int place) {
    if (liveCount == 1 && lists[place].length == 0) {
      return place;
    }
    return Arrays.stream(lists[place]).filter(this::isLive).findFirst().orElse(NONE);
  }
}
