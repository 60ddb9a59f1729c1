// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

/**
 * Judges by its silence whether the other side of a connection is there. Takes the time as an
 * argument, in nanoseconds. Confined to the channel's thread, but for {@link #wrote}.
 */
final class Liveness {

  /** What to do about a connection. */
  enum Verdict {
    /** Nothing. */
    WELL,
    /** Ask for a sign of life. */
    ASK,
    /** Close it: it is in use, and the other side is silent. */
    SILENT,
    /** Close it: nobody uses it. */
    UNUSED
  }

  private final long idleNanos;
  private long lastReadNanos;
  private long lastPieceNanos;
  private volatile boolean wroteSinceRead;

  Liveness(long idleNanos, long nowNanos) {
    this.idleNanos = idleNanos;
    this.lastReadNanos = nowNanos;
    this.lastPieceNanos = nowNanos;
  }

  /** A frame arrived. */
  void heard(long nowNanos) {
    lastReadNanos = nowNanos;
    wroteSinceRead = false;
  }

  /** A piece of a blob arrived, or was allowed. */
  void piece(long nowNanos) {
    lastPieceNanos = nowNanos;
  }

  /** This side does not listen; its deafness says nothing about the other. */
  void deaf(long nowNanos) {
    lastReadNanos = nowNanos;
    lastPieceNanos = nowNanos;
  }

  /** A frame was written that the other side should react to. Any thread may tell. */
  void wrote() {
    wroteSinceRead = true;
  }

  /** What was written needs no reaction. */
  void answered() {
    wroteSinceRead = false;
  }

  /**
   * Judges.
   *
   * @param owesPieces whether the other side was granted memory for blobs
   * @param transferring whether a blob is under way in any direction
   */
  Verdict verdict(long nowNanos, boolean owesPieces, boolean transferring) {
    // Whoever was granted memory and sends nothing must not hold it, whatever else it says.
    long since = owesPieces ? Math.min(lastReadNanos, lastPieceNanos) : lastReadNanos;
    long silent = nowNanos - since;
    boolean inUse = wroteSinceRead || transferring;
    if (silent < idleNanos) {
      return silent >= idleNanos / 2 && inUse ? Verdict.ASK : Verdict.WELL;
    }
    return inUse ? Verdict.SILENT : Verdict.UNUSED;
  }
}
