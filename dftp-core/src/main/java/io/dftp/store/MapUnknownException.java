// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/**
 * No host that can be reached knows the map, or knows all of it that the answer rests on. It is not
 * empty and not gone: those who know it are away.
 */
public final class MapUnknownException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that names the map. */
  public MapUnknownException(ObjectId map) {
    super(
        Outcome.DID_NOT_HAPPEN, "no host that holds map " + map + ", or all of it, can be reached");
  }
}
