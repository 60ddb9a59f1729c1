// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What may be at one path, as its only writer knows. Most of the time that is one thing; an
 * operation of open end adds what it may have brought, or may yet bring.
 */
final class Cell {

  private static final int MOST_EVENTS = 16;

  private final String path;
  private final Set<Version> now = new LinkedHashSet<>(Set.of(Version.ABSENT));
  private final Set<Version> late = new LinkedHashSet<>();
  private final Deque<String> events = new ArrayDeque<>();
  private boolean frozen;

  Cell(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  /** Returns what a read may find. */
  Set<Version> now() {
    return Set.copyOf(now);
  }

  /** Returns what may yet come, or is there under a conflict name. */
  Set<Version> late() {
    return Set.copyOf(late);
  }

  boolean mayBe(Version version) {
    return now.contains(version);
  }

  /** Returns whether nothing else can be there, now or later. */
  boolean isOnly(Version version) {
    return now.size() == 1 && now.contains(version) && late.isEmpty();
  }

  /** Returns whether something is there in any case. */
  boolean isThere() {
    return !now.contains(Version.ABSENT);
  }

  /** Returns the files that may be there or come. */
  Set<Version> files() {
    Set<Version> files = new LinkedHashSet<>();
    now.stream().filter(Version::isFile).forEach(files::add);
    late.stream().filter(Version::isFile).forEach(files::add);
    return files;
  }

  /** One of these was put there, which ends removals of what was there before. */
  void becomes(Set<Version> versions) {
    now.clear();
    now.addAll(versions);
    late.remove(Version.ABSENT);
  }

  /** What was there is not there any more; what comes late may be. */
  void empties() {
    now.clear();
    now.add(Version.ABSENT);
    now.addAll(late);
  }

  /** What is there, or was on its way, has gone with the directory. */
  void goesWithDirectory() {
    now.clear();
    now.add(Version.ABSENT);
    late.clear();
  }

  /** An operation of open end may have brought one of these, or may yet. */
  void mayBecome(Set<Version> versions) {
    now.addAll(versions);
    late.addAll(versions);
  }

  /** Somebody found this there: what was on its way to be so has come. */
  void seen(Version version) {
    late.remove(version);
    now.clear();
    now.add(version);
    now.addAll(late);
  }

  /** Nothing is on its way any more, and this is there. */
  void rests(Version version) {
    now.clear();
    now.add(version);
    late.clear();
    frozen = false;
  }

  /** A node may still be at an operation of this path: nobody changes it any more. */
  void freeze() {
    frozen = true;
  }

  boolean isFrozen() {
    return frozen;
  }

  void note(String event) {
    events.addLast(event);
    if (events.size() > MOST_EVENTS) {
      events.removeFirst();
    }
  }

  /** Returns the last operations, a line each. */
  String history() {
    return String.join("\n    ", events);
  }

  @Override
  public String toString() {
    return path + " is one of " + now + (late.isEmpty() ? "" : ", and later perhaps " + late);
  }
}
