// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * The bounds and periods of a {@link ReplicatedStore}.
 *
 * @param replicas on how many distinct hosts an object is kept, 1 to 8. More cost more writes;
 *     fewer survive fewer losses
 * @param auditEvery how often all copies are compared, give or take a fifth. Shorter finds lost
 *     copies sooner and costs one small message a peer for each 256 objects
 * @param blobGrace how long a host must be gone before the blobs it held are copied elsewhere,
 *     while no more than one copy is missing. Shorter copies in vain what would have come back
 * @param standInAfter how long a host may be silent on a blob before the next one gets it too, and
 *     on a change of a map before the next one replaces it; at least a few round trips and a slow
 *     write to the disk, else hosts that are merely busy are left out
 * @param hedgeAfter how long a holder may be silent on a read before the next one is asked too
 * @param lease how long the owner of an arc may read without asking the other holders again. Longer
 *     asks less often, and lets a new owner wait longer when the one before is silent
 * @param diskSilentAfter how long nothing may come of the disk, of what was asked about rows,
 *     before others take over until it answers. Shorter takes a disk that is merely slow for
 *     silent; a read waits for it, and then for the takeover
 * @param diskGoneAfter the same before the disk is out of service until the process starts again;
 *     longer than diskSilentAfter
 * @param scrubPeriod within what time all that is on the disk is read once and verified, 1 s or
 *     more. Shorter finds rot sooner and reads more; it takes a tenth of the disk's time at most,
 *     and longer where that is not enough
 * @param budgetBytes the bulk bytes that the process may hold at once, 8 MiB or more
 * @param mapCacheBytes the rows of maps kept in memory; maps in use are kept beyond it
 */
public record StoreConfig(
    int replicas,
    Duration auditEvery,
    Duration blobGrace,
    Duration standInAfter,
    Duration hedgeAfter,
    Duration lease,
    Duration diskSilentAfter,
    Duration diskGoneAfter,
    Duration scrubPeriod,
    long budgetBytes,
    long mapCacheBytes) {

  private static final long MIB = 1024 * 1024;

  /** Checks the ranges. */
  public StoreConfig {
    checkArgument(replicas >= 1 && replicas <= 8, "replicas must be 1..8, not %s", replicas);
    checkArgument(
        auditEvery.toMillis() >= 100, "auditEvery must be 100 ms or more, not %s", auditEvery);
    checkArgument(!blobGrace.isNegative(), "blobGrace must not be negative: %s", blobGrace);
    checkArgument(
        standInAfter.toMillis() >= 10, "standInAfter must be 10 ms or more, not %s", standInAfter);
    checkArgument(
        hedgeAfter.toMillis() >= 10, "hedgeAfter must be 10 ms or more, not %s", hedgeAfter);
    checkArgument(
        lease.toMillis() >= 50 && lease.compareTo(standInAfter) <= 0,
        "lease must be 50 ms or more and not longer than standInAfter, not %s",
        lease);
    checkArgument(
        diskSilentAfter.toMillis() >= 100,
        "diskSilentAfter must be 100 ms or more, not %s",
        diskSilentAfter);
    checkArgument(
        diskGoneAfter.compareTo(diskSilentAfter) > 0,
        "diskGoneAfter must be longer than diskSilentAfter, not %s",
        diskGoneAfter);
    checkArgument(
        scrubPeriod.toMillis() >= 1000, "scrubPeriod must be 1 s or more, not %s", scrubPeriod);
    checkArgument(budgetBytes >= 8 * MIB, "budgetBytes must be 8 MiB or more, not %s", budgetBytes);
    checkArgument(mapCacheBytes >= 0, "mapCacheBytes must not be negative: %s", mapCacheBytes);
  }

  /**
   * Returns three replicas, an audit every 5 s, a grace time of 10 s, one second for a silent disk,
   * a day for a pass over the disk, and 64 MiB of bulk bytes.
   */
  public static StoreConfig defaults() {
    return new StoreConfig(
        3,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofMillis(1500),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        Duration.ofHours(24),
        64 * MIB,
        32 * MIB);
  }

  /** Returns the same with another number of replicas. */
  public StoreConfig withReplicas(int number) {
    return new StoreConfig(
        number,
        auditEvery,
        blobGrace,
        standInAfter,
        hedgeAfter,
        lease,
        diskSilentAfter,
        diskGoneAfter,
        scrubPeriod,
        budgetBytes,
        mapCacheBytes);
  }

  /** Returns the same with another grace time. */
  public StoreConfig withBlobGrace(Duration grace) {
    return new StoreConfig(
        replicas,
        auditEvery,
        grace,
        standInAfter,
        hedgeAfter,
        lease,
        diskSilentAfter,
        diskGoneAfter,
        scrubPeriod,
        budgetBytes,
        mapCacheBytes);
  }

  /** Returns the same with another period of the audit. */
  public StoreConfig withAuditEvery(Duration period) {
    return new StoreConfig(
        replicas,
        period,
        blobGrace,
        standInAfter,
        hedgeAfter,
        lease,
        diskSilentAfter,
        diskGoneAfter,
        scrubPeriod,
        budgetBytes,
        mapCacheBytes);
  }

  /** Returns the same with other bounds for a silent disk. */
  public StoreConfig withDiskBounds(Duration silentAfter, Duration goneAfter) {
    return new StoreConfig(
        replicas,
        auditEvery,
        blobGrace,
        standInAfter,
        hedgeAfter,
        lease,
        silentAfter,
        goneAfter,
        scrubPeriod,
        budgetBytes,
        mapCacheBytes);
  }

  /** Returns the same with another period of the verification of the disk. */
  public StoreConfig withScrubPeriod(Duration period) {
    return new StoreConfig(
        replicas,
        auditEvery,
        blobGrace,
        standInAfter,
        hedgeAfter,
        lease,
        diskSilentAfter,
        diskGoneAfter,
        period,
        budgetBytes,
        mapCacheBytes);
  }

  /** Returns the same with other room for maps in memory. */
  public StoreConfig withMapCacheBytes(long bytes) {
    return new StoreConfig(
        replicas,
        auditEvery,
        blobGrace,
        standInAfter,
        hedgeAfter,
        lease,
        diskSilentAfter,
        diskGoneAfter,
        scrubPeriod,
        budgetBytes,
        bytes);
  }
}
