// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** The peer answered that it could not do what was asked, and why. */
public final class RemoteFailureException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one with the peer's words. */
  public RemoteFailureException(Outcome outcome, String message) {
    super(outcome, message);
  }
}
