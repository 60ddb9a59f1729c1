// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.runtime.Bytes;
import java.util.List;

/**
 * A change of one map, applied as a whole or not at all.
 *
 * <p>Safe to send again: a mutation whose puts are all there already, byte for byte, and whose
 * removed dots are all gone, has happened. So a value that is put must be unique to its operation,
 * by a random id inside it.
 *
 * @param conditions what must hold, else nothing changes
 * @param puts rows to add
 * @param removes the dots of rows to remove; those that the caller saw and supersedes
 */
public record Mutation(List<Condition> conditions, List<Put> puts, List<Dot> removes) {

  /** The most puts, removes or conditions in one mutation. */
  public static final int MAX_PARTS = 256;

  /** Keeps immutable copies. */
  public Mutation {
    conditions = ImmutableList.copyOf(conditions);
    puts = ImmutableList.copyOf(puts);
    removes = ImmutableList.copyOf(removes);
  }

  /** A row to add under a name of 1 to 1024 bytes in UTF-8, with a value of up to 16 KiB. */
  public record Put(String name, Bytes value) {}

  /** What must hold of the map for the mutation to happen. */
  public sealed interface Condition {

    /** There is no row of that name. */
    record Absent(String name) implements Condition {}

    /** The rows of that name have exactly these dots, in any order. */
    record Exactly(String name, List<Dot> dots) implements Condition {
      /** Keeps an immutable copy. */
      public Exactly {
        dots = ImmutableList.copyOf(dots);
      }
    }

    /** There is no row whose name begins so. */
    record NoneBeginning(String prefix) implements Condition {}
  }
}
