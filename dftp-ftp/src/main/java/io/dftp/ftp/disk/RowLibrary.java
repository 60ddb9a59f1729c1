// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the native half of RocksDB, once a process, and leaves no file behind.
 *
 * <p>RocksDB unpacks a library of 16 MB for each process and deletes it when the process ends in
 * good order. Nodes are killed, and then it would stay. A library that is loaded needs its name no
 * more, so it is deleted at once where the platform allows that.
 */
final class RowLibrary {

  private static final Logger log = LoggerFactory.getLogger(RowLibrary.class);
  private static boolean loaded;

  private RowLibrary() {}

  /** Loads the library if that has not been done. */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      Path folder = Files.createTempDirectory("dftp-rocksdb");
      try {
        NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
      } finally {
        delete(folder);
      }
    } catch (IOException failure) {
      log.debug("The library could not be unpacked; RocksDB tries its own way", failure);
    }
    RocksDB.loadLibrary();
    loaded = true;
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> unpacked = files.toList();
      for (Path file : unpacked) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException inUse) {
      log.debug("{} stays until the process ends", folder, inUse);
    }
  }
}
