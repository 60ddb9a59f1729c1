// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.runtime.EventLoop;
import java.time.Duration;

/**
 * Remembers for a moment that no host took the bytes of an upload, so that the next one is refused
 * before its client sends them; or until something is removed. Confined to the event loop.
 */
final class Fullness {

  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  private final EventLoop loop;
  private boolean wasFull;
  private long fullAtNanos;

  Fullness(EventLoop loop) {
    this.loop = loop;
  }

  /** Takes note of how an upload failed. */
  void note(Throwable failure) {
    if (FileErrors.ofUnpublished(failure).kind() == Kind.STORE_FULL) {
      wasFull = true;
      fullAtNanos = loop.nowNanos();
    }
  }

  /** Forgets it, because there may be room now. */
  void forget() {
    wasFull = false;
  }

  /** Fails if an upload would most probably find no room. */
  void checkRoom() {
    if (wasFull && loop.nowNanos() - fullAtNanos < REMEMBERED.toNanos()) {
      throw new FileError(Kind.STORE_FULL, "The store is full.");
    }
  }
}
