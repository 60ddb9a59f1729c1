// SPDX-License-Identifier: Apache-2.0
/**
 * The store's local half on disk: rows in RocksDB, one file for each blob, and the small values of
 * a node, all in one locked folder. Start with {@link io.dftp.ftp.disk.DataFolder}, which owns the
 * folder, and {@link io.dftp.ftp.disk.DiskLocalStore}, which keeps rows and blobs in it.
 */
@NullMarked
package io.dftp.ftp.disk;

import org.jspecify.annotations.NullMarked;
