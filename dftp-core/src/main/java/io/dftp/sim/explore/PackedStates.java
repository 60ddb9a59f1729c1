// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import static com.google.common.base.Preconditions.checkState;

import java.util.Arrays;

/**
 * The set of states found, numbered in the order in which they were added: their packed bytes one
 * behind the other, each behind its length, and an open-addressing table of numbers over them.
 *
 * <p>Beside its bytes a state takes: one or two for the length, one for the place (noted for each
 * eighth state), four for the parent, and five for a slot of the table, which is at least a third
 * full.
 */
final class PackedStates {

  /** The longest packed state, in bytes. */
  static final int LONGEST = (1 << 14) - 1;

  static final int NONE = -1;

  private static final int CHUNK_SHIFT = 22;
  private static final int CHUNK = 1 << CHUNK_SHIFT;
  private static final int GROUP_SHIFT = 3;
  private static final int GROUP_MASK = (1 << GROUP_SHIFT) - 1;

  private byte[][] chunks = new byte[16][];
  private long end;
  private long[] groups = new long[1 << 10];
  private int[] parents = new int[1 << 12];
  private int size;

  /** Numbers plus one; zero is an empty slot. */
  private int[] slots = new int[1 << 12];

  /** Some bits of the hash, so that most of the others are told apart without a look at them. */
  private byte[] tags = new byte[1 << 12];

  private byte[] rehashed = new byte[256];

  int size() {
    return size;
  }

  int parent(int index) {
    return parents[index];
  }

  /** Returns the number of the state, or {@link #NONE}. */
  int find(byte[] bytes, int length) {
    int slot = slotOf(bytes, length, hash(bytes, length));
    return slots[slot] - 1;
  }

  /** Adds the state and returns its number; returns {@link #NONE} when it is there already. */
  int add(byte[] bytes, int length, int parent) {
    long hash = hash(bytes, length);
    int slot = slotOf(bytes, length, hash);
    if (slots[slot] != 0) {
      return NONE;
    }
    int index = size;
    if ((index & GROUP_MASK) == 0) {
      int group = index >>> GROUP_SHIFT;
      if (group == groups.length) {
        groups = Arrays.copyOf(groups, grown(group));
      }
      groups[group] = end;
    }
    if (index == parents.length) {
      parents = Arrays.copyOf(parents, grown(index));
    }
    parents[index] = parent;
    append(bytes, length);
    slots[slot] = index + 1;
    tags[slot] = tag(hash);
    size++;
    if (size > slots.length / 3 * 2) {
      rehash();
    }
    return index;
  }

  /** Copies the packed state into the buffer, which must hold {@link #length} bytes. */
  int read(int index, byte[] into) {
    long at = address(index);
    int length = lengthAt(at);
    copy(at + prefix(length), into, length);
    return length;
  }

  int length(int index) {
    return lengthAt(address(index));
  }

  /** Returns how many bytes all of it takes. */
  long bytes() {
    long stored = 0;
    for (byte[] chunk : chunks) {
      stored += chunk == null ? 0 : chunk.length;
    }
    return stored
        + (long) groups.length * Long.BYTES
        + (long) parents.length * Integer.BYTES
        + (long) slots.length * (Integer.BYTES + 1);
  }

  private int slotOf(byte[] bytes, int length, long hash) {
    int mask = slots.length - 1;
    byte tag = tag(hash);
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      if (tags[slot] == tag && isSame(slots[slot] - 1, bytes, length)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isSame(int index, byte[] bytes, int length) {
    long at = address(index);
    if (lengthAt(at) != length) {
      return false;
    }
    long from = at + prefix(length);
    int offset = (int) from & (CHUNK - 1);
    if (offset + length <= CHUNK) {
      byte[] chunk = chunks[(int) (from >>> CHUNK_SHIFT)];
      return Arrays.equals(chunk, offset, offset + length, bytes, 0, length);
    }
    for (int i = 0; i < length; i++) {
      if (byteAt(from + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private long address(int index) {
    long at = groups[index >>> GROUP_SHIFT];
    for (int i = index & GROUP_MASK; i > 0; i--) {
      int length = lengthAt(at);
      at += prefix(length) + length;
    }
    return at;
  }

  private int lengthAt(long at) {
    int first = byteAt(at);
    return first >= 0 ? first : ((first & 0x7F) << Byte.SIZE) | (byteAt(at + 1) & 0xFF);
  }

  private static int prefix(int length) {
    return length < 0x80 ? 1 : 2;
  }

  private byte byteAt(long at) {
    return chunks[(int) (at >>> CHUNK_SHIFT)][(int) at & (CHUNK - 1)];
  }

  private void append(byte[] bytes, int length) {
    if (length < 0x80) {
      put((byte) length);
    } else {
      put((byte) (length >>> Byte.SIZE | 0x80));
      put((byte) length);
    }
    for (int i = 0; i < length; i++) {
      put(bytes[i]);
    }
  }

  private void put(byte value) {
    int chunk = (int) (end >>> CHUNK_SHIFT);
    if (((int) end & (CHUNK - 1)) == 0) {
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, 2 * chunk);
      }
      chunks[chunk] = new byte[CHUNK];
    }
    chunks[chunk][(int) end & (CHUNK - 1)] = value;
    end++;
  }

  private void copy(long from, byte[] into, int length) {
    int offset = (int) from & (CHUNK - 1);
    byte[] chunk = chunks[(int) (from >>> CHUNK_SHIFT)];
    int here = Math.min(length, CHUNK - offset);
    System.arraycopy(chunk, offset, into, 0, here);
    if (here < length) {
      System.arraycopy(chunks[(int) (from >>> CHUNK_SHIFT) + 1], 0, into, here, length - here);
    }
  }

  private void rehash() {
    checkState(slots.length < 1 << 30, "the table of states is full");
    int length = 2 * slots.length;
    // Let go of the old ones first: both together are the most memory that is ever needed.
    slots = new int[0];
    tags = new byte[0];
    slots = new int[length];
    tags = new byte[length];
    int mask = slots.length - 1;
    long at = 0;
    for (int index = 0; index < size; index++) {
      int packed = lengthAt(at);
      if (packed > rehashed.length) {
        rehashed = new byte[LONGEST];
      }
      copy(at + prefix(packed), rehashed, packed);
      long hash = hash(rehashed, packed);
      int slot = (int) hash & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = index + 1;
      tags[slot] = tag(hash);
      at += prefix(packed) + packed;
    }
  }

  private static int grown(int length) {
    return length + (length >>> 1);
  }

  private static byte tag(long hash) {
    return (byte) (hash >>> 56);
  }

  private static long hash(byte[] bytes, int length) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ (bytes[i] & 0xFF)) * 0x100000001B3L;
    }
    // The end of SplitMix64, so that all bits of the table's index depend on all bytes.
    hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
    return hash ^ hash >>> 31;
  }
}
