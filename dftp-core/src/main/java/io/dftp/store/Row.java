// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;

/**
 * One row of a map. Several rows of one name are siblings, written without knowledge of each other.
 *
 * @param name 1 to 1024 bytes in UTF-8
 * @param dot the mutation that added it; the value never changes under its dot
 * @param value up to 16 KiB
 */
public record Row(String name, Dot dot, Bytes value) {

  /** The longest name in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 1024;

  /** The longest value in bytes. */
  public static final int MAX_VALUE_BYTES = 16 * 1024;
}
