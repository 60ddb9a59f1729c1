// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The right to use a data folder, held by one owner in one process. */
final class FolderLock implements AutoCloseable {

  static final String NAME = "lock";

  private static final Logger log = LoggerFactory.getLogger(FolderLock.class);

  /**
   * The folders this process holds. Asked before the file is opened, because closing any channel of
   * a file gives up all locks that the process has on it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  static FolderLock acquire(Path path) throws IOException {
    Path folder = path.toRealPath();
    if (!HELD.add(folder)) {
      throw inUse(path);
    }
    try {
      FileChannel channel =
          FileChannel.open(
              folder.resolve(NAME),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              OwnerOnly.file());
      try {
        if (channel.tryLock() != null) {
          return new FolderLock(folder, channel);
        }
      } catch (OverlappingFileLockException heldHere) {
        log.debug("[{}] Locked by this process already", folder, heldHere);
      } catch (IOException failure) {
        channel.close();
        throw failure;
      }
      channel.close();
      throw inUse(path);
    } catch (IOException failure) {
      HELD.remove(folder);
      throw failure;
    }
  }

  /** Gives the folder up; closing the channel releases the lock. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      log.warn("[{}] The lock could not be closed", folder, failure);
    } finally {
      HELD.remove(folder);
    }
  }

  private static DataFolderInUseException inUse(Path folder) {
    return new DataFolderInUseException(
        "the data folder "
            + folder
            + " is in use by another process; stop it or choose another with --data");
  }
}
