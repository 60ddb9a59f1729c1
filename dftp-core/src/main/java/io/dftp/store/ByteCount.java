// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/** How many bytes of one kind are held, and the bound beyond which no more are taken. */
final class ByteCount {

  private final long most;
  private long held;

  ByteCount(long most) {
    this.most = most;
  }

  /** Counts the bytes, if there is room for them. */
  boolean take(long bytes) {
    if (held + bytes > most) {
      return false;
    }
    held += bytes;
    return true;
  }

  /** Counts bytes that were counted before, and are not refused. */
  void takeAnyway(long bytes) {
    held += bytes;
  }

  void release(long bytes) {
    held -= bytes;
  }

  long held() {
    return held;
  }
}
