// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What a client asks of one key. A key holds rows; each is known by its version, a name that no
 * other change of the key gives.
 */
public sealed interface Action {

  /** Asks which rows there are. */
  record Read() implements Action {

    @Override
    public String toString() {
      return "read";
    }
  }

  /**
   * Replaces the rows that the client has seen, if they are still there, by those it adds. A row
   * that it has not seen stays beside them.
   *
   * @param onlyIf whether nothing happens unless the rows are exactly those seen
   * @param seen the versions of the rows that it supersedes
   * @param adds the versions of the rows that it adds; none when it removes
   */
  record Change(boolean onlyIf, List<String> seen, List<String> adds) implements Action {

    /** Keeps immutable copies. */
    public Change {
      seen = ImmutableList.copyOf(seen);
      adds = ImmutableList.copyOf(adds);
    }

    /** Adds a row if there is none. */
    public static Change create(String version) {
      return new Change(true, List.of(), List.of(version));
    }

    /** Puts a row in the place of those seen, if they are all that there are. */
    public static Change replace(List<String> seen, String version) {
      return new Change(true, seen, List.of(version));
    }

    /** Puts a row in the place of those seen, whatever else there is. */
    public static Change put(List<String> seen, String version) {
      return new Change(false, seen, List.of(version));
    }

    /** Removes the rows seen, whatever else there is. */
    public static Change remove(List<String> seen) {
      return new Change(false, seen, List.of());
    }

    @Override
    public String toString() {
      String what = adds.isEmpty() ? "remove " + seen : "put " + adds + " for " + seen;
      return onlyIf ? what + " if that is all" : what;
    }
  }

  /**
   * Puts one row in the place of the one that is there, whichever it is, as those do who change
   * what has a name; for {@link Linearizability} alone.
   *
   * @param needsOne whether it is refused where there is none
   * @param adds the versions of the rows that it adds; none when it removes
   */
  record Overwrite(boolean needsOne, List<String> adds) implements Action {

    /** Keeps an immutable copy. */
    public Overwrite {
      adds = ImmutableList.copyOf(adds);
    }

    @Override
    public String toString() {
      String what = adds.isEmpty() ? "remove what is there" : "put " + adds;
      return needsOne && !adds.isEmpty() ? what + " for what is there" : what;
    }
  }

  /** Returns the versions of the rows that it adds. */
  default List<String> added() {
    if (this instanceof Change change) {
      return change.adds();
    }
    return this instanceof Overwrite overwrite ? overwrite.adds() : List.of();
  }
}
