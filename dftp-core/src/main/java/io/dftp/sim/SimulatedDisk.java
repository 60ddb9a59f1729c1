// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkState;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.DurableCell;
import io.dftp.store.BlobId;
import io.dftp.store.LocalStore;
import io.dftp.store.LocalStore.StoredBlob;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A disk that outlives the processes that use it. A write is volatile until its virtual fsync; what
 * was acknowledged survives every crash, unless the {@linkplain DiskFaults#liesAboutFsync faults}
 * say otherwise, and of the rest a crash keeps an arbitrary part: of row batches a prefix, each
 * whole, of blobs any.
 */
public final class SimulatedDisk {

  private final Simulation simulation;
  private final RandomGenerator random;
  private final NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
  private final NavigableMap<BlobId, StoredBlob> blobs = new TreeMap<>();
  private final Map<String, byte[]> cells = new LinkedHashMap<>();
  private DiskFaults faults;
  private long capacityBytes;
  private long durableChanges;
  private int replacements;
  private boolean failNextWrite;
  private @Nullable SimulatedEventLoop user;
  private @Nullable WriteQueue writes;
  private @Nullable SimulatedLocalStore store;

  /**
   * Creates an empty disk.
   *
   * @param name gives it its own source of chance
   * @param capacityBytes how many bytes of blobs it takes
   */
  public SimulatedDisk(Simulation simulation, String name, DiskFaults faults, long capacityBytes) {
    this.simulation = simulation;
    this.random = simulation.random("disk " + name);
    this.faults = faults;
    this.capacityBytes = capacityBytes;
  }

  /** Returns the store on this disk for a process; the process before must have ended. */
  public LocalStore open(SimulatedEventLoop loop) {
    WriteQueue queue = use(loop);
    if (store == null) {
      store = new SimulatedLocalStore(this, loop, queue);
    }
    return store;
  }

  /** Returns a small value on this disk for a process; the process before must have ended. */
  public DurableCell cell(SimulatedEventLoop loop, String name) {
    return new SimulatedDurableCell(this, use(loop), name);
  }

  /** Returns the faults in force. */
  public DiskFaults faults() {
    return faults;
  }

  /** Changes the faults from now on. */
  public void setFaults(DiskFaults now) {
    faults = now;
  }

  /** Lets the next write that should become durable fail, and with it the disk. */
  public void failNextWrite() {
    failNextWrite = true;
  }

  /** Returns how many bytes of blobs it takes. */
  public long capacityBytes() {
    return capacityBytes;
  }

  /** Changes how many bytes of blobs it takes; what is there stays. */
  public void setCapacityBytes(long bytes) {
    capacityBytes = bytes;
  }

  /** Empties the disk, as a replacement of the machine does. No process may run on it. */
  public void destroy() {
    checkState(user == null || user.isCrashed(), "a process runs on this disk");
    durableChanges++;
    replacements++;
    rows.clear();
    blobs.clear();
    cells.clear();
  }

  /** Removes a blob behind the back of the store. */
  public void loseBlob(BlobId id) {
    durableChanges++;
    blobs.remove(id);
    if (store != null) {
      store.visibleBlobs().remove(id);
    }
  }

  /** Changes a bit of a blob behind the back of the store. */
  public void corruptBlob(BlobId id) {
    blobs.computeIfPresent(id, (key, blob) -> damaged(blob));
    if (store != null) {
      store.visibleBlobs().computeIfPresent(id, (key, blob) -> damaged(blob));
    }
  }

  /** Returns the rows that would survive a crash now, as a view. */
  public NavigableMap<Bytes, Bytes> durableRows() {
    return Collections.unmodifiableNavigableMap(rows);
  }

  /** Returns the names of the blobs that would survive a crash now, as a view. */
  public NavigableSet<BlobId> durableBlobs() {
    return Collections.unmodifiableNavigableSet(blobs.navigableKeySet());
  }

  /** Returns how often what is durable changed; for checks that look only when it did. */
  public long durableChanges() {
    return durableChanges;
  }

  /** Returns how often it was emptied. */
  int replacements() {
    return replacements;
  }

  void countDurableChange() {
    durableChanges++;
  }

  NavigableMap<Bytes, Bytes> rows() {
    return rows;
  }

  NavigableMap<BlobId, StoredBlob> blobs() {
    return blobs;
  }

  Map<String, byte[]> cells() {
    return cells;
  }

  RandomGenerator random() {
    return random;
  }

  Simulation simulation() {
    return simulation;
  }

  long drawLatencyNanos() {
    return faults.drawLatencyNanos(random);
  }

  boolean nextWriteFails() {
    boolean fails =
        failNextWrite
            || (faults.writeFailureRate() > 0 && random.nextDouble() < faults.writeFailureRate());
    failNextWrite = false;
    return fails;
  }

  private WriteQueue use(SimulatedEventLoop loop) {
    WriteQueue queue = writes;
    if (user != loop || queue == null) {
      checkState(user == null || user.isCrashed(), "another process runs on this disk");
      user = loop;
      queue = new WriteQueue(this, loop);
      writes = queue;
      store = null;
    }
    return queue;
  }

  private static StoredBlob damaged(StoredBlob blob) {
    byte[] bytes = new byte[blob.content().remaining()];
    blob.content().duplicate().get(bytes);
    if (bytes.length > 0) {
      bytes[bytes.length / 2] ^= 1;
    }
    return new StoredBlob(Bytes.wrap(bytes).toBuffer(), blob.sha256());
  }
}
