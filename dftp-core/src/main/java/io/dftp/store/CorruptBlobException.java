// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** A blob's bytes are not those that were stored; another holder should be asked. */
public final class CorruptBlobException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that names the blob. */
  public CorruptBlobException(BlobId id) {
    super(Outcome.ASK_ELSEWHERE, "the bytes of blob " + id + " do not match their SHA-256");
  }
}
