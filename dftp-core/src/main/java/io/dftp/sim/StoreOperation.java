// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

/** What the clients of a {@link StoreTrial} do. */
public enum StoreOperation {
  /** Reads one name. */
  READ,
  /** Reads a whole map. */
  SCAN,
  /** Adds a row if there is none of that name. */
  CREATE,
  /** Overwrites what was seen, if it is still all that there is. */
  REPLACE,
  /** Overwrites what was seen, whatever else there is. */
  PUT,
  /** Removes what was seen. */
  REMOVE,
  /** Does again what the client was not told the end of, through another host. */
  RETRY,
  /** Brings a map into being, with a first row. */
  CREATE_MAP
}
