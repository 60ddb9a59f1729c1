// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.runtime.Bytes;
import io.dftp.sim.Invariant;
import io.dftp.sim.SimulatedCluster;
import io.dftp.sim.SimulatedDisk;
import io.dftp.store.BlobId;
import io.dftp.store.DurableRows;
import io.dftp.store.DurableRows.Named;
import io.dftp.store.ObjectId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a cluster has acknowledged is durable on some disk, as long as the disks live. */
final class Acknowledged implements Invariant {

  private final Set<Named> rows = new LinkedHashSet<>();
  private final Map<BlobId, Bytes> blobs = new LinkedHashMap<>();
  private final List<Disk> disks = new ArrayList<>();
  private boolean grown;

  Acknowledged(SimulatedCluster cluster) {
    cluster.hosts().forEach(host -> disks.add(new Disk(host.disk())));
  }

  void row(ObjectId map, String name, Bytes value) {
    rows.add(new Named(map, name, value));
    grown = true;
  }

  void blob(BlobId id, Bytes sha256) {
    blobs.put(id, sha256);
    grown = true;
  }

  /** The row is to be removed: from here on either is right. */
  void forget(Named row) {
    rows.remove(row);
  }

  Set<Named> rows() {
    return rows;
  }

  Map<BlobId, Bytes> blobs() {
    return blobs;
  }

  @Override
  public String name() {
    return "acknowledged data is durable";
  }

  @Override
  public Optional<String> check() {
    boolean changed = grown;
    for (Disk disk : disks) {
      changed |= disk.look();
    }
    grown = false;
    return changed ? lost(1) : Optional.empty();
  }

  /** Returns what is durable on fewer disks than that. */
  Optional<String> lost(int copies) {
    for (Named row : rows) {
      int there = 0;
      for (Disk disk : disks) {
        there += disk.rows.contains(row) ? 1 : 0;
        if (there >= copies) {
          break;
        }
      }
      if (there < copies) {
        return Optional.of(row + " is on " + there + " disks");
      }
    }
    for (BlobId id : blobs.keySet()) {
      int there = 0;
      for (Disk disk : disks) {
        there += disk.medium.durableBlobs().contains(id) ? 1 : 0;
      }
      if (there < copies) {
        return Optional.of("blob " + id + " is on " + there + " disks");
      }
    }
    return Optional.empty();
  }

  /** What was on a disk at the last look. */
  private static final class Disk {
    final SimulatedDisk medium;
    Set<Named> rows = Set.of();
    long lookedAt = -1;

    Disk(SimulatedDisk medium) {
      this.medium = medium;
    }

    /** Looks again if something changed; says whether it did. */
    boolean look() {
      if (medium.durableChanges() == lookedAt) {
        return false;
      }
      lookedAt = medium.durableChanges();
      rows = DurableRows.of(medium.durableRows());
      return true;
    }
  }
}
