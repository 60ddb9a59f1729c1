// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import java.util.concurrent.CompletableFuture;

/**
 * A {@link DurableCell} for examples: it forgets when the process ends. A program that has to keep
 * its promises over a restart needs one on a disk.
 */
final class VolatileCell implements DurableCell {

  private final EventLoop loop;
  private byte[] value = new byte[0];

  VolatileCell(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public byte[] value() {
    return value.clone();
  }

  @Override
  public CompletableFuture<Void> write(byte[] next) {
    value = next.clone();
    CompletableFuture<Void> written = new CompletableFuture<>();
    loop.execute(() -> written.complete(null));
    return written;
  }
}
