// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

/**
 * Where counts of events go. Names are lower-case words joined by dots, such as {@code
 * net.frames.malformed}. Any thread may call.
 */
public interface Metrics {

  /** Adds to the counter of that name. */
  void count(String name, long delta);

  /** Adds one to the counter of that name. */
  default void count(String name) {
    count(name, 1);
  }
}
