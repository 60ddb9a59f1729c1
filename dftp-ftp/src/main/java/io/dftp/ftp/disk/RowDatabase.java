// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import io.dftp.runtime.Bytes;
import io.dftp.store.LocalStore.StoredRow;
import io.dftp.store.RowBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.SstFileReader;
import org.rocksdb.Statistics;
import org.rocksdb.Status;
import org.rocksdb.TickerType;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The rows in one RocksDB database. Blocks its callers; safe for use by several threads.
 *
 * <p>Using a database that another thread closes is undefined, so every call holds the read lock
 * and the close the write lock. Native memory, which {@code -Xmx} does not bound, is about 48 MiB:
 * the cache, two write buffers, and the indexes of the open tables, which the cache holds.
 */
final class RowDatabase implements AutoCloseable {

  private static final long MIB = 1024 * 1024;
  private static final long CACHE_BYTES = 16 * MIB;
  private static final long WRITE_BUFFER_BYTES = 8 * MIB;
  private static final int MAX_OPEN_TABLES = 128;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final List<AbstractNativeReference> closedAfterDatabase;
  private final RocksDB database;
  private final WriteOptions durably;
  private final Statistics statistics;
  private boolean closed;

  private RowDatabase(
      List<AbstractNativeReference> closedAfterDatabase,
      RocksDB database,
      WriteOptions durably,
      Statistics statistics) {
    this.closedAfterDatabase = closedAfterDatabase;
    this.database = database;
    this.durably = durably;
    this.statistics = statistics;
  }

  /**
   * Opens the database, and creates it if there is none.
   *
   * @param mode how a damaged log is met; never one that skips records in the middle
   * @param onBackgroundError told what failed in a thread of RocksDB
   */
  static RowDatabase open(
      Path folder, WALRecoveryMode mode, BiConsumer<String, Throwable> onBackgroundError)
      throws RocksDBException {
    RowLibrary.load();
    List<AbstractNativeReference> owned = new ArrayList<>();
    try {
      Statistics statistics = keep(owned, new Statistics());
      WriteOptions durably = keep(owned, new WriteOptions().setSync(true).setDisableWAL(false));
      Options options = options(owned, mode, statistics, onBackgroundError);
      RocksDB database = RocksDB.open(options, folder.toString());
      return new RowDatabase(owned, database, durably, statistics);
    } catch (RocksDBException | RuntimeException failure) {
      closeInReverse(owned);
      throw failure;
    }
  }

  /** Applies the batches in their order with one synced write; fails after a background error. */
  void write(List<RowBatch> batches) throws RocksDBException {
    lock.readLock().lock();
    try (WriteBatch all = new WriteBatch()) {
      checkOpen();
      for (RowBatch batch : batches) {
        for (RowBatch.Change change : batch.changes()) {
          Bytes value = change.value();
          if (value == null) {
            all.delete(change.key().array());
          } else {
            all.put(change.key().array(), value.array());
          }
        }
      }
      database.write(durably, all);
      // Asked as well, because the listener is not told of every kind of error.
      if (database.getLongProperty("rocksdb.background-errors") > 0) {
        throw backgroundError();
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Returns what stopped the database, in the words of the system where it repeats them. */
  private RocksDBException backgroundError() {
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      database.flush(waiting);
      return new RocksDBException("a flush or compaction failed");
    } catch (RocksDBException failure) {
      return failure;
    }
  }

  Optional<Bytes> get(Bytes key) throws RocksDBException {
    lock.readLock().lock();
    try {
      checkOpen();
      return Optional.ofNullable(database.get(key.array())).map(Bytes::wrap);
    } finally {
      lock.readLock().unlock();
    }
  }

  List<StoredRow> scan(Bytes from, Bytes to, int maxRows, long maxBytes) throws RocksDBException {
    List<StoredRow> found = new ArrayList<>();
    if (from.compareTo(to) >= 0) {
      return found;
    }
    lock.readLock().lock();
    try {
      checkOpen();
      long bytes = 0;
      // The iterator sees one moment: RocksDB pins a snapshot for it.
      try (Slice end = new Slice(to.array());
          ReadOptions options = new ReadOptions().setIterateUpperBound(end);
          RocksIterator rows = database.newIterator(options)) {
        for (rows.seek(from.array()); rows.isValid() && found.size() < maxRows; rows.next()) {
          StoredRow row = new StoredRow(Bytes.wrap(rows.key()), Bytes.wrap(rows.value()));
          bytes += row.key().size() + row.value().size();
          if (bytes > maxBytes && !found.isEmpty()) {
            break;
          }
          found.add(row);
        }
        rows.status();
      }
      return found;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Reads everything, past the cache; fails if something cannot be read. */
  void verify() throws RocksDBException {
    lock.readLock().lock();
    try {
      checkOpen();
      database.verifyChecksum();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Reads the file with the lowest number above the given one, past the cache; fails if something
   * in it cannot be read. Before the first file all that is in the log alone is written to one, so
   * that it is read too, and rot in the log is without effect.
   *
   * @return the number of the file; empty when none was left
   */
  Optional<Long> verify(long after) throws RocksDBException {
    if (after == 0) {
      flush();
    }
    lock.readLock().lock();
    try {
      checkOpen();
      Map.Entry<Long, String> next = tables().higherEntry(after);
      if (next == null) {
        return Optional.empty();
      }
      verify(next.getKey(), next.getValue());
      return Optional.of(next.getKey());
    } finally {
      lock.readLock().unlock();
    }
  }

  private void verify(long number, String file) throws RocksDBException {
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(file);
      reader.verifyChecksum();
    } catch (RocksDBException failure) {
      // A compaction may have replaced the file meanwhile.
      if (tables().containsKey(number)) {
        throw failure;
      }
    }
  }

  /** Returns the files of rows by their numbers. */
  private NavigableMap<Long, String> tables() {
    NavigableMap<Long, String> tables = new TreeMap<>();
    for (LiveFileMetaData table : database.getLiveFilesMetaData()) {
      String name = table.fileName();
      long number = Long.parseLong(name.substring(1, name.indexOf('.')));
      tables.put(number, table.path() + name);
    }
    return tables;
  }

  /** Says whether the failure tells of rows that are damaged, and not of the machine around. */
  static boolean isDamage(RocksDBException failure) {
    Status status = failure.getStatus();
    String message = String.valueOf(failure.getMessage());
    return (status != null && status.getCode() == Status.Code.Corruption)
        || message.contains("Input/output error")
        || message.contains("No such file");
  }

  /** Adds rows to a database that nobody counts on before it is {@link #flush flushed}. */
  void load(List<StoredRow> rows) throws RocksDBException {
    lock.readLock().lock();
    try (WriteBatch all = new WriteBatch();
        WriteOptions unlogged = new WriteOptions().setDisableWAL(true)) {
      checkOpen();
      for (StoredRow row : rows) {
        all.put(row.key().array(), row.value().array());
      }
      database.write(unlogged, all);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Writes what was loaded to files. */
  void flush() throws RocksDBException {
    lock.readLock().lock();
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      checkOpen();
      database.flush(waiting);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Returns how often the log was synced since the database was opened. */
  long logSyncs() {
    lock.readLock().lock();
    try {
      checkOpen();
      return statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Closes the database, then what it uses, in that order; waits for calls in progress. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        database.close();
        closeInReverse(closedAfterDatabase);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static Options options(
      List<AbstractNativeReference> owned,
      WALRecoveryMode mode,
      Statistics statistics,
      BiConsumer<String, Throwable> onBackgroundError) {
    LRUCache cache = keep(owned, new LRUCache(CACHE_BYTES));
    BloomFilter filter = keep(owned, new BloomFilter(10));
    AbstractEventListener listener = keep(owned, new BackgroundErrors(onBackgroundError));
    return keep(owned, new Options())
        .setCreateIfMissing(true)
        .setWalRecoveryMode(mode)
        // Recycled logs have lost data, and RocksDB must not resume by itself after an error.
        .setRecycleLogFileNum(0)
        .setMaxBgErrorResumeCount(0)
        .setManualWalFlush(false)
        .setParanoidChecks(true)
        .setStatistics(statistics)
        .setListeners(List.of(listener))
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxWriteBufferNumber(2)
        .setMaxTotalWalSize(4 * WRITE_BUFFER_BYTES)
        .setMaxOpenFiles(MAX_OPEN_TABLES)
        .setMaxBackgroundJobs(2)
        .setKeepLogFileNum(4)
        .setMaxLogFileSize(MIB)
        .setMaxManifestFileSize(4 * MIB)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setFilterPolicy(filter));
  }

  private void checkOpen() {
    if (closed) {
      throw StoreClosed.exception();
    }
  }

  private static <T extends AbstractNativeReference> T keep(
      List<AbstractNativeReference> owned, T object) {
    owned.add(object);
    return object;
  }

  private static void closeInReverse(List<AbstractNativeReference> objects) {
    for (int i = objects.size() - 1; i >= 0; i--) {
      objects.get(i).close();
    }
  }

  /** Hands on what failed in a flush or a compaction. Called by threads of RocksDB. */
  private static final class BackgroundErrors extends AbstractEventListener {

    private final BiConsumer<String, Throwable> sink;

    BackgroundErrors(BiConsumer<String, Throwable> sink) {
      super(EnabledEventCallback.ON_BACKGROUND_ERROR);
      this.sink = sink;
    }

    @Override
    public void onBackgroundError(BackgroundErrorReason reason, Status status) {
      sink.accept(
          "RocksDB failed in the background (" + reason + ")", new RocksDBException(status));
    }
  }
}
