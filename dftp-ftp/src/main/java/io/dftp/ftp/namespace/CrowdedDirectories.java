// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.dftp.runtime.EventLoop;
import io.dftp.store.ObjectId;
import java.time.Duration;

/**
 * The directories that were found crowded lately: a hint, so that not every upload has to be
 * refused first. Confined to the event loop.
 */
final class CrowdedDirectories {

  private static final int MOST = 4096;
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private final Cache<ObjectId, Boolean> lately;

  CrowdedDirectories(EventLoop loop) {
    this.lately =
        CacheBuilder.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(REMEMBERED)
            .ticker(
                new Ticker() {
                  @Override
                  public long read() {
                    return loop.nowNanos();
                  }
                })
            .build();
  }

  void add(ObjectId directory) {
    lately.put(directory, true);
  }

  boolean contains(ObjectId directory) {
    return lately.getIfPresent(directory) != null;
  }
}
