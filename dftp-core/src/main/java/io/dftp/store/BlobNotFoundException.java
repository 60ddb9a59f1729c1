// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** Every live host that may hold the blob answered that it does not. */
public final class BlobNotFoundException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that names the blob. */
  public BlobNotFoundException(BlobId id) {
    super(Outcome.DID_NOT_HAPPEN, "no live host holds blob " + id);
  }
}
