// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import java.time.Instant;

/**
 * The time of day, for display and modification times only: it may jump, and no rule of a protocol
 * may rest on it.
 */
@FunctionalInterface
public interface WallClock {

  /** Returns the time of day. Any thread may ask. */
  Instant now();
}
