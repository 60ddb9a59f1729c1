// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkState;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.DurableCell;
import io.dftp.store.BlobId;
import io.dftp.store.LocalStore;
import io.dftp.store.LocalStore.StoredBlob;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
  private final NavigableSet<BlobId> setAside = new TreeSet<>();
  private final Map<String, byte[]> cells = new LinkedHashMap<>();
  private final Set<Bytes> damaged = new LinkedHashSet<>();
  private final List<Runnable> held = new ArrayList<>();
  private DiskFaults faults;
  private long capacityBytes;
  private long durableChanges;
  private int replacements;
  private long batchesLeft = Long.MAX_VALUE;
  private boolean failNextWrite;
  private boolean hung;
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

  /**
   * Lets no operation end any more, neither well nor badly, until {@link #release}; those on their
   * way included. A process that starts meanwhile meets the same.
   */
  public void hang() {
    hung = true;
  }

  /** Lets the operations that have waited since {@link #hang} end, in their order. */
  public void release() {
    hung = false;
    List<Runnable> ready = List.copyOf(held);
    held.clear();
    ready.forEach(each -> simulation.enqueue(0, null, "disk", () -> reached(each)));
  }

  /**
   * Makes the row unreadable behind the back of the store: a read of it, and a scan that reaches
   * it, fail with {@link io.dftp.store.DamagedRowsException}, also after a restart. A write of the
   * row, or a {@link LocalStore#salvage}, ends that.
   */
  public void damageRow(Bytes key) {
    durableChanges++;
    damaged.add(key);
  }

  /** Returns what is durable now, to {@linkplain #rollBack roll back} to or to clone. */
  public Snapshot snapshot() {
    return new Snapshot(new TreeMap<>(rows), new TreeMap<>(blobs), new LinkedHashMap<>(cells));
  }

  /**
   * Puts back what was durable once, as a restored backup does; from another disk, it makes this
   * one its clone. No process may run on it.
   */
  public void rollBack(Snapshot to) {
    destroy();
    rows.putAll(to.rows);
    blobs.putAll(to.blobs);
    cells.putAll(to.cells);
  }

  /** What was durable on a disk at one moment. Immutable. */
  public static final class Snapshot {
    private final Map<Bytes, Bytes> rows;
    private final Map<BlobId, StoredBlob> blobs;
    private final Map<String, byte[]> cells;

    private Snapshot(
        Map<Bytes, Bytes> rows, Map<BlobId, StoredBlob> blobs, Map<String, byte[]> cells) {
      this.rows = rows;
      this.blobs = blobs;
      this.cells = cells;
    }
  }

  /** Returns how many bytes of blobs it takes. */
  public long capacityBytes() {
    return capacityBytes;
  }

  /** Changes how many bytes of blobs it takes; what is there stays. */
  public void setCapacityBytes(long bytes) {
    capacityBytes = bytes;
  }

  /**
   * Changes how many batches of rows it still takes; one more is refused with {@link
   * io.dftp.store.StoreFullException}, and leaves no trace.
   */
  public void setBatchesLeft(long batches) {
    batchesLeft = batches;
  }

  /** Empties the disk, as a replacement of the machine does. No process may run on it. */
  public void destroy() {
    checkState(user == null || user.isCrashed(), "a process runs on this disk");
    durableChanges++;
    replacements++;
    rows.clear();
    blobs.clear();
    setAside.clear();
    cells.clear();
    damaged.clear();
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

  NavigableSet<BlobId> setAside() {
    return setAside;
  }

  Map<String, byte[]> cells() {
    return cells;
  }

  Set<Bytes> damaged() {
    return damaged;
  }

  /** Says whether there is room for a batch of rows, and takes it. */
  boolean takesBatch() {
    if (batchesLeft == 0) {
      return false;
    }
    batchesLeft--;
    return true;
  }

  /** Runs what ends an operation; later, while the disk hangs. */
  void reached(Runnable end) {
    if (hung) {
      held.add(end);
    } else {
      end.run();
    }
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
