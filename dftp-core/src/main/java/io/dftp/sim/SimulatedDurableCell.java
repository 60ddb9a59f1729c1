// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.runtime.DurableCell;
import java.util.concurrent.CompletableFuture;

/** A small value on a {@link SimulatedDisk}. */
final class SimulatedDurableCell implements DurableCell {

  private static final byte[] NOTHING = {};

  private final SimulatedDisk disk;
  private final WriteQueue writes;
  private final String name;

  SimulatedDurableCell(SimulatedDisk disk, WriteQueue writes, String name) {
    this.disk = disk;
    this.writes = writes;
    this.name = name;
  }

  @Override
  public byte[] value() {
    return disk.cells().getOrDefault(name, NOTHING).clone();
  }

  @Override
  public CompletableFuture<Void> write(byte[] value) {
    checkArgument(value.length <= MAX_BYTES, "a value of %s bytes", value.length);
    byte[] copy = value.clone();
    return writes.add(false, () -> disk.cells().put(name, copy));
  }
}
