// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Collection;
import java.util.SortedSet;

/** What a client was told. */
public sealed interface Outcome {

  /**
   * The rows that a read found.
   *
   * @param versions of all of them
   */
  record Rows(SortedSet<String> versions) implements Outcome {

    /** Keeps an immutable copy. */
    public Rows {
      versions = ImmutableSortedSet.copyOf(versions);
    }

    /** Returns the rows of these versions. */
    public static Rows of(Collection<String> versions) {
      return new Rows(ImmutableSortedSet.copyOf(versions));
    }

    @Override
    public String toString() {
      return versions.toString();
    }
  }

  /** The change happened. */
  record Done() implements Outcome {

    @Override
    public String toString() {
      return "ok";
    }
  }

  /**
   * The change did not happen and never will, because other rows were there than those seen.
   *
   * @param versions of the rows that were there
   */
  record Refused(SortedSet<String> versions) implements Outcome {

    /** Keeps an immutable copy. */
    public Refused {
      versions = ImmutableSortedSet.copyOf(versions);
    }

    /** Returns a refusal that shows these versions. */
    public static Refused of(Collection<String> versions) {
      return new Refused(ImmutableSortedSet.copyOf(versions));
    }

    @Override
    public String toString() {
      return "refused, there is " + versions;
    }
  }

  /** It did not happen and never will; nothing else is known. */
  record Failed() implements Outcome {

    @Override
    public String toString() {
      return "failed";
    }
  }

  /** It may have happened, may happen later, or never. */
  record Unknown() implements Outcome {

    @Override
    public String toString() {
      return "unknown";
    }
  }
}
