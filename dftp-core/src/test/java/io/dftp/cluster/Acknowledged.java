// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.runtime.Bytes;
import io.dftp.sim.Invariant;
import io.dftp.sim.SimulatedCluster;
import io.dftp.sim.SimulatedDisk;
import io.dftp.sim.SimulatedHost;
import io.dftp.store.BlobId;
import io.dftp.store.DurableRows;
import io.dftp.store.ObjectId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a cluster has acknowledged is durable on some disk, as long as the disks live. */
final class Acknowledged implements Invariant {

  private final SimulatedCluster cluster;
  private final Map<ObjectId, Map<String, Bytes>> rows = new LinkedHashMap<>();
  private final Map<BlobId, Bytes> blobs = new LinkedHashMap<>();
  private long lookedAt = -1;
  private long version;

  Acknowledged(SimulatedCluster cluster) {
    this.cluster = cluster;
  }

  void row(ObjectId map, String name, Bytes value) {
    rows.computeIfAbsent(map, key -> new LinkedHashMap<>()).put(name, value);
    version++;
  }

  void blob(BlobId id, Bytes sha256) {
    blobs.put(id, sha256);
    version++;
  }

  /** The row is to be removed: from here on either is right. */
  void forget(ObjectId map, String name) {
    rows.getOrDefault(map, new LinkedHashMap<>()).remove(name);
  }

  Map<ObjectId, Map<String, Bytes>> rows() {
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
    long state = version;
    for (SimulatedHost<ClusterNode> host : cluster.hosts()) {
      state += host.disk().durableChanges();
    }
    if (state == lookedAt) {
      return Optional.empty();
    }
    lookedAt = state;
    return lost(1);
  }

  /** Returns what is durable on fewer disks than that. */
  Optional<String> lost(int copies) {
    for (Map.Entry<ObjectId, Map<String, Bytes>> map : rows.entrySet()) {
      Map<String, Integer> found = new LinkedHashMap<>();
      for (SimulatedHost<ClusterNode> host : cluster.hosts()) {
        for (String row : DurableRows.of(map.getKey(), host.disk().durableRows())) {
          found.merge(row, 1, Integer::sum);
        }
      }
      for (Map.Entry<String, Bytes> row : map.getValue().entrySet()) {
        int there = found.getOrDefault(DurableRows.described(row.getKey(), row.getValue()), 0);
        if (there < copies) {
          return Optional.of(
              "row " + row.getKey() + " of " + map.getKey() + " is on " + there + " disks");
        }
      }
    }
    for (BlobId id : blobs.keySet()) {
      int there = 0;
      for (SimulatedHost<ClusterNode> host : cluster.hosts()) {
        SimulatedDisk disk = host.disk();
        there += disk.durableBlobs().contains(id) ? 1 : 0;
      }
      if (there < copies) {
        return Optional.of("blob " + id + " is on " + there + " disks");
      }
    }
    return Optional.empty();
  }
}
