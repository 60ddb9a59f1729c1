// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

/** Something that was started and can be called off. */
@FunctionalInterface
public interface Cancellable {

  /** Calls it off. Has no effect when it has happened or was called off before. */
  void cancel();
}
