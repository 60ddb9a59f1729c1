// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Which ports to try for a passive listener, in a random order so that none can be foretold. */
final class PassivePorts {
  private static final int MAX_TRIES = 64;

  private PassivePorts() {}

  static List<Integer> candidates(PortRange range) {
    if (range.first() == 0) {
      return List.of(0);
    }
    int size = range.last() - range.first() + 1;
    int start = ThreadLocalRandom.current().nextInt(size);
    return IntStream.range(0, Math.min(size, MAX_TRIES))
        .map(i -> range.first() + (start + i) % size)
        .boxed()
        .toList();
  }
}
