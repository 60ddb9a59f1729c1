// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** No member was sure to own the key before the lookup's deadline or bounds were reached. */
public final class LookupFailedException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that says how far the lookup came. */
  public LookupFailedException(String message) {
    super(Outcome.DID_NOT_HAPPEN, message);
  }
}
