// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import io.dftp.runtime.Bytes;
import io.dftp.store.LocalStore;
import io.dftp.store.LocalStore.StoredRow;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/**
 * Copies the rows that can be read from a damaged database into a new one, all but {@link
 * LocalStore#NAME}.
 *
 * <p>Where reading fails, the next key is sought from which it does not, first in ever longer steps
 * and then by halving the last one. So little more is left out than the block that is damaged; if
 * nothing can be read, the new database is empty.
 */
final class RowSalvage {

  private static final int PAGE_ROWS = 256;
  private static final long PAGE_BYTES = 1024 * 1024;
  private static final Bytes END = end();

  private final RowDatabase from;
  private final RowDatabase to;
  private long gaps;

  RowSalvage(RowDatabase from, RowDatabase to) {
    this.from = from;
    this.to = to;
  }

  /** Copies; returns in how many places rows were left out. */
  long run() throws RocksDBException {
    Optional<Bytes> next = Optional.of(Bytes.EMPTY);
    int rows = PAGE_ROWS;
    while (next.isPresent()) {
      try {
        List<StoredRow> page = from.scan(next.get(), END, rows, PAGE_BYTES);
        to.load(page.stream().filter(row -> !row.key().equals(LocalStore.NAME)).toList());
        next = page.isEmpty() ? Optional.empty() : Optional.of(after(page));
        rows = PAGE_ROWS;
      } catch (RocksDBException failure) {
        if (!RowDatabase.isDamage(failure)) {
          throw failure;
        }
        if (rows > 1) {
          rows /= 4;
        } else {
          gaps++;
          next = nextReadable(next.get());
          rows = PAGE_ROWS;
        }
      }
    }
    to.flush();
    return gaps;
  }

  private static Bytes after(List<StoredRow> page) {
    byte[] last = page.get(page.size() - 1).key().array();
    return Bytes.wrap(Arrays.copyOf(last, last.length + 1));
  }

  /** Returns the first key known, after one that is not, from which rows can be read. */
  private Optional<Bytes> nextReadable(Bytes unreadable) {
    byte[] key = Arrays.copyOf(unreadable.array(), unreadable.size() + 1);
    Bytes low = unreadable;
    for (int length = key.length; length > 0; length--) {
      byte[] prefix = Arrays.copyOf(key, length);
      prefix[length - 1]++;
      if (prefix[length - 1] == 0) {
        continue;
      }
      Bytes high = Bytes.wrap(prefix);
      if (isReadable(high)) {
        return Optional.of(halved(low, high));
      }
      low = high;
    }
    return Optional.empty();
  }

  private Bytes halved(Bytes unreadable, Bytes readable) {
    int length = Math.max(unreadable.size(), readable.size()) + 1;
    BigInteger low = number(unreadable, length);
    BigInteger high = number(readable, length);
    while (high.subtract(low).compareTo(BigInteger.ONE) > 0) {
      BigInteger middle = low.add(high).shiftRight(1);
      if (isReadable(key(middle, length))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return key(high, length);
  }

  private boolean isReadable(Bytes key) {
    try {
      from.scan(key, END, 1, PAGE_BYTES);
      return true;
    } catch (RocksDBException failure) {
      return false;
    }
  }

  private static BigInteger number(Bytes key, int length) {
    return new BigInteger(1, Arrays.copyOf(key.array(), length));
  }

  private static Bytes key(BigInteger number, int length) {
    byte[] bytes = new byte[length];
    byte[] digits = number.toByteArray();
    int used = Math.min(digits.length, length);
    System.arraycopy(digits, digits.length - used, bytes, length - used, used);
    return Bytes.wrap(bytes);
  }

  private static Bytes end() {
    byte[] end = new byte[LocalStore.MAX_KEY_BYTES + 1];
    Arrays.fill(end, (byte) 0xff);
    return Bytes.wrap(end);
  }
}
