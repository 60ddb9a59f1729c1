// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directory of a node: locked while it is open, and the place of its identity, its small
 * durable values, its rows and its blobs.
 *
 * <pre>
 * format        "dftp-data 2"; written last, so a folder without it was never in use
 * lock          locked by the process that uses the folder
 * cells/        small values: host-uid, cluster, and those of the node
 * rows/         RocksDB
 * blocks/       one file for each blob
 * quarantine/   blobs that failed their check
 * </pre>
 *
 * <p>All checks come before the first change: opening that is refused changes nothing on disk.
 */
public final class DataFolder implements AutoCloseable {

  /** The length of a host's uid in bytes. */
  public static final int UID_BYTES = 16;

  private static final Logger log = LoggerFactory.getLogger(DataFolder.class);
  private static final String UID = "host-uid";
  private static final String CLUSTER = "cluster";
  private static final int QUEUED_WRITES = 1024;
  private static final long CLOSE_WAIT_SECONDS = 10;

  private final Path path;
  private final EventLoop loop;
  private final FolderLock lock;
  private final CellFiles cells;
  private final DiskHealth health;
  private final Bytes hostUid;
  private final ExecutorService diskThread;
  private @Nullable NewFolder created;
  private @Nullable NewFolder discarded;

  private DataFolder(Path path, EventLoop loop, FolderLock lock, CellFiles cells, Bytes hostUid) {
    this.path = path;
    this.loop = loop;
    this.lock = lock;
    this.cells = cells;
    this.health = new DiskHealth(path.toString());
    this.hostUid = hostUid;
    this.diskThread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUED_WRITES),
            task -> {
              Thread thread = new Thread(task, "disk-cells");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Opens the folder, and creates it if there is none or an empty one. Blocks; not for the event
   * loop.
   *
   * @param folder its path
   * @param cluster the cluster that the node wants to be part of
   * @param loop where writes of cells complete
   * @throws DataFolderException if the folder is in use, of another cluster, of another format, or
   *     cannot be written; nothing is changed then
   */
  public static DataFolder open(Path folder, String cluster, EventLoop loop)
      throws DataFolderException {
    return open(folder, cluster, loop, new OperatingSystemFiles());
  }

  static DataFolder open(Path folder, String cluster, EventLoop loop, DurableFiles files)
      throws DataFolderException {
    Path path = folder.toAbsolutePath().normalize();
    try {
      FolderFormat format = new FolderFormat(files, path);
      boolean inUseBefore = format.check();
      Optional<Path> firstMissing = format.firstMissing();
      if (!inUseBefore) {
        format.createDirectories();
      }
      FolderLock lock = FolderLock.acquire(path);
      try {
        boolean isNew = !format.check();
        DataFolder opened = openLocked(path, cluster, loop, files, lock, format);
        opened.created = isNew ? new NewFolder(path, firstMissing) : null;
        return opened;
      } catch (IOException | RuntimeException failure) {
        lock.close();
        throw failure;
      }
    } catch (DataFolderException explained) {
      throw explained;
    } catch (IOException failure) {
      throw new DataFolderException(
          "cannot use the data folder " + path + ": " + failure + "; choose another with --data",
          failure);
    }
  }

  /** Returns where it is, as an absolute path. */
  public Path path() {
    return path;
  }

  /** Returns the random id of the host, drawn when the folder was created. */
  public Bytes hostUid() {
    return hostUid;
  }

  /**
   * Returns the cell of that name, with its value read from the disk. Blocks for that: for use
   * before the node starts. A name has one cell only.
   *
   * @param name of lower-case letters, digits and dashes, at most 64
   * @throws DataFolderException if the value is damaged
   */
  public DurableCell cell(String name) throws DataFolderException {
    try {
      byte[] value = cells.read(name).orElse(new byte[0]);
      return new FileCell(loop, diskThread, cells, health, name, value);
    } catch (DataFolderException explained) {
      throw explained;
    } catch (IOException failure) {
      throw new DataFolderException(
          "cannot read " + name + " in the data folder " + path + ": " + failure, failure);
    }
  }

  /**
   * Returns the cell of that name as {@link #cell} does, for a value that the node can do without.
   * A damaged one is set aside, which is logged.
   *
   * @param instead the value in place of a damaged one
   */
  public DurableCell cellOr(String name, byte[] instead) throws DataFolderException {
    try {
      return cell(name);
    } catch (DataFolderException damaged) {
      try {
        cells.setAside(name);
      } catch (IOException failure) {
        damaged.addSuppressed(failure);
        throw damaged;
      }
      log.warn(
          "[{}] {} was damaged and is set aside as {}.damaged; the node goes on without it",
          path,
          name,
          name);
      return new FileCell(loop, diskThread, cells, health, name, instead);
    }
  }

  /**
   * Lets {@link #close} remove the folder if {@link #open} created it, so that a start that fails
   * leaves nothing behind. A folder that was in use before stays.
   */
  public void discardIfNew() {
    discarded = created;
  }

  /** Ends the writes already given, then releases the lock. Blocks; not for the event loop. */
  @Override
  public void close() {
    diskThread.shutdown();
    try {
      diskThread.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    NewFolder unused = discarded;
    if (unused != null) {
      unused.remove();
    }
    lock.close();
  }

  DiskHealth health() {
    return health;
  }

  private static DataFolder openLocked(
      Path path,
      String cluster,
      EventLoop loop,
      DurableFiles files,
      FolderLock lock,
      FolderFormat format)
      throws IOException {
    CellFiles cells = new CellFiles(files, format.cells());
    // Again under the lock: another process may have finished creating it meanwhile.
    if (format.check()) {
      checkCluster(path, cluster, cells);
      OwnerOnly.narrow(path);
      format.renew();
      // A killed process may have renamed a cell and not forced it.
      files.forceDirectory(format.cells());
    } else {
      // An empty folder that the user made, say.
      OwnerOnly.narrow(path);
      byte[] uid = new byte[UID_BYTES];
      new SecureRandom().nextBytes(uid);
      cells.write(UID, uid);
      cells.write(CLUSTER, cluster.getBytes(UTF_8));
      format.write();
    }
    Bytes uid = Bytes.wrap(cells.read(UID).orElse(new byte[0]));
    if (uid.size() != UID_BYTES) {
      throw new DataFolderException(
          "the data folder " + path + " has lost its host id; start with an empty data folder");
    }
    return new DataFolder(path, loop, lock, cells, uid);
  }

  private static void checkCluster(Path path, String wanted, CellFiles cells) throws IOException {
    Optional<String> remembered = cells.read(CLUSTER).map(value -> new String(value, UTF_8));
    if (!remembered.equals(Optional.of(wanted))) {
      throw new DataFolderException(
          "the data folder "
              + path
              + " belongs to the cluster \""
              + remembered.orElse("")
              + "\", not \""
              + wanted
              + "\"; use --cluster "
              + remembered.orElse("")
              + " or another folder with --data");
    }
  }
}
