// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/** What became of an operation, for good. */
enum Verdict {
  /** It took effect. */
  APPLIED,
  /** It never took effect and never will. */
  VOID
}
