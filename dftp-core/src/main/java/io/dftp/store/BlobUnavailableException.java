// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** A blob could not be had now: some host that may hold it did not answer, or held it damaged. */
public final class BlobUnavailableException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that names the blob. */
  public BlobUnavailableException(BlobId id) {
    super(Outcome.ASK_ELSEWHERE, "no holder of blob " + id + " could serve it now");
  }
}
