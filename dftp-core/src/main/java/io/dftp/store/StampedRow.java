// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/**
 * A row and its own digest, so that the digest of a map is kept without hashing again.
 *
 * @param stamp {@link RowDigest#of} the row
 */
record StampedRow(Row row, RowDigest stamp) {

  /** What a row costs beside its name and value, on the disk and in memory. */
  static final int OVERHEAD_BYTES = 64;

  static StampedRow of(Row row) {
    return new StampedRow(row, RowDigest.of(row));
  }

  long bytes() {
    return (long) row.name().length() + row.value().size() + OVERHEAD_BYTES;
  }
}
