// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.store.ObjectId;

/** One name of one map that the clients of a {@link StoreTrial} work on. */
record StoreKey(ObjectId map, String name) {

  private static final int SHOWN_DIGITS = 8;

  /** Returns how histories call it. */
  String text() {
    return map.toString().substring(0, SHOWN_DIGITS) + "/" + name;
  }
}
