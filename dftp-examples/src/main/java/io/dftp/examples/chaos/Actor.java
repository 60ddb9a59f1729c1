// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.function.BooleanSupplier;

/** Changes paths that nobody else changes. */
interface Actor {

  /** Returns what it expects at its paths. */
  Expectations expected();

  /** Works; throws {@link Wrong} for an answer that must not be. */
  void work(BooleanSupplier goesOn) throws InterruptedException;
}
