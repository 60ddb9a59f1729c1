// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** All that was ever uploaded in a run, by its bytes. Thread-safe. */
final class Uploads {

  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<String, Version> versions = new ConcurrentHashMap<>();

  /** Returns an upload that nobody has made yet. */
  Upload next(String path, int length) {
    return new Upload(path, numbers.incrementAndGet(), length);
  }

  /** Remembers a version, so that its bytes are known when they are read. */
  Version known(Version version) {
    versions.put(version.digest(), version);
    return version;
  }

  /** Returns the version of these bytes. */
  Optional<Version> of(byte[] bytes) {
    return Optional.ofNullable(versions.get(Upload.digest(bytes)));
  }
}
