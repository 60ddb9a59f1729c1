// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A change of one map, applied as a whole or not at all.
 *
 * <p>It happens at most once, whatever is lost, repeated or retried on the way: its gateway names
 * it, and it keeps that name at every owner.
 *
 * @param conditions what must hold, else nothing changes
 * @param puts rows to add
 * @param removes the dots of rows to remove; those that the caller saw and supersedes
 */
public record Mutation(List<Condition> conditions, List<Put> puts, List<Dot> removes) {

  /** The most puts, removes or conditions in one mutation. */
  public static final int MAX_PARTS = 256;

  /** The memory that the rows of a map may take, in bytes; what would exceed it is not done. */
  public static final long MAX_MAP_BYTES = StateCollector.MAX_MAP_BYTES;

  /** Keeps immutable copies. */
  public Mutation {
    conditions = ImmutableList.copyOf(conditions);
    puts = ImmutableList.copyOf(puts);
    removes = ImmutableList.copyOf(removes);
  }

  /** Returns how many dots it takes: one for each row that it adds, and at least one. */
  int dots() {
    return Math.max(1, puts.size());
  }

  /** Says whether it brings the map into being. */
  boolean isBirth() {
    return puts.stream().anyMatch(put -> put.name().equals(MapState.BIRTH));
  }

  /** Returns what brings a founding map into being with a ring, whatever other rings did. */
  static Mutation birthOf(long ring) {
    Bytes name = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(ring).array());
    return new Mutation(List.of(), List.of(new Put(MapState.BIRTH, name)), List.of());
  }

  /** Returns the same that also brings the map into being, which must not exist yet. */
  Mutation asBirth() {
    return new Mutation(
        ImmutableList.<Condition>builder()
            .add(new Condition.Absent(MapState.BIRTH))
            .addAll(conditions)
            .build(),
        ImmutableList.<Put>builder().add(new Put(MapState.BIRTH, Bytes.EMPTY)).addAll(puts).build(),
        removes);
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

    /** Before the change the rows of the map take less memory than that, about. */
    record SmallerThan(long bytes) implements Condition {}
  }
}
