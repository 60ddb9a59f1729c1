// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import io.dftp.store.DiskFailedException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk is in service. The first failed write or fsync ends that for the life of the
 * process: afterwards the page cache may show bytes that the disk never got, so trying again would
 * only pretend. Safe for use by several threads.
 */
final class DiskHealth {

  private static final Logger log = LoggerFactory.getLogger(DiskHealth.class);

  private final String folder;
  private final AtomicReference<DiskFailedException> failure = new AtomicReference<>();

  DiskHealth(String folder) {
    this.folder = folder;
  }

  /** Takes the disk out of service, and returns the failure that came first. */
  DiskFailedException fail(String what, Throwable cause) {
    DiskFailedException failed =
        new DiskFailedException(
            "the disk of " + folder + " is out of service until a restart: " + what, cause);
    if (failure.compareAndSet(null, failed)) {
      log.error("[{}] The disk is out of service: {}", folder, what, cause);
      return failed;
    }
    DiskFailedException first = failure.get();
    return first == null ? failed : first;
  }

  boolean failed() {
    return failure.get() != null;
  }

  /** Throws if the disk is out of service; a fresh exception, so that its trace is the caller's. */
  void check() {
    DiskFailedException first = failure.get();
    if (first != null) {
      throw new DiskFailedException(String.valueOf(first.getMessage()), first);
    }
  }
}
