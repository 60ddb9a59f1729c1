// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The bounds of a {@link DiskLocalStore}.
 *
 * @param blobReserveBytes blobs are refused when fewer bytes would stay usable; must exceed {@code
 *     rowReserveBytes}, so that rows, removals among them, are still taken when blobs are not
 * @param rowReserveBytes rows are refused when fewer bytes are usable: after one write that found
 *     no space RocksDB takes nothing until a restart, so it must never meet that; 64 MiB hold a
 *     flush of both write buffers and a compaction of small tables
 * @param blobThreads how many blobs are read or written at the same time; 4 threads reach the write
 *     rate of common disks
 * @param queuedBlobs how many operations on blobs may wait; each write holds its blob in memory
 * @param queuedRows how many operations on rows may wait
 * @param queuedRowBytes how many bytes of row batches may wait; a single larger one is taken when
 *     none waits
 */
public record DiskConfig(
    long blobReserveBytes,
    long rowReserveBytes,
    int blobThreads,
    int queuedBlobs,
    int queuedRows,
    long queuedRowBytes) {

  private static final long MIB = 1024 * 1024;

  /** Checks the ranges and their relations. */
  public DiskConfig {
    checkArgument(rowReserveBytes >= 0, "rowReserveBytes is %s", rowReserveBytes);
    checkArgument(
        blobReserveBytes > rowReserveBytes,
        "blobReserveBytes %s must exceed rowReserveBytes %s",
        blobReserveBytes,
        rowReserveBytes);
    checkArgument(blobThreads >= 1 && blobThreads <= 64, "blobThreads is %s", blobThreads);
    checkArgument(queuedBlobs >= 1, "queuedBlobs is %s", queuedBlobs);
    checkArgument(queuedRows >= 1, "queuedRows is %s", queuedRows);
    checkArgument(queuedRowBytes >= 1, "queuedRowBytes is %s", queuedRowBytes);
  }

  /** Returns bounds for a node with a heap of 256 MiB. */
  public static DiskConfig defaults() {
    return new DiskConfig(256 * MIB, 64 * MIB, 4, 256, 4096, 32 * MIB);
  }
}
