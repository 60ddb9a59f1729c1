// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

/** Maps non-negative longs to non-negative ints: open addressing, no objects. */
final class LongIntMap {

  static final int ABSENT = -1;

  /** Keys plus one; zero is an empty slot. */
  private long[] keys = new long[1 << 10];

  private int[] values = new int[1 << 10];
  private int size;

  int get(long key) {
    int slot = slotOf(key);
    return keys[slot] == 0 ? ABSENT : values[slot];
  }

  void put(long key, int value) {
    int slot = slotOf(key);
    if (keys[slot] == 0) {
      keys[slot] = key + 1;
      size++;
    }
    values[slot] = value;
    if (size > keys.length / 3 * 2) {
      grow();
    }
  }

  private int slotOf(long key) {
    int mask = keys.length - 1;
    long hash = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash ^ hash >>> 32) & mask;
    while (keys[slot] != 0 && keys[slot] != key + 1) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new int[keys.length];
    for (int slot = 0; slot < oldKeys.length; slot++) {
      if (oldKeys[slot] != 0) {
        int to = slotOf(oldKeys[slot] - 1);
        keys[to] = oldKeys[slot];
        values[to] = oldValues[slot];
      }
    }
  }
}
