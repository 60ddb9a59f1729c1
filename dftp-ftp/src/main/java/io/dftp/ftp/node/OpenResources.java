// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node has opened; closed in the reverse order, each once. Safe for several threads. */
final class OpenResources implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OpenResources.class);

  /** Guarded by this. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Closes all; a failure is logged and does not keep the others open. */
  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      AutoCloseable resource = opened.pop();
      try {
        resource.close();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      } catch (Exception failure) {
        log.warn("Could not close {}: {}", resource.getClass().getSimpleName(), failure.toString());
      }
    }
  }
}
