// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

/** A bounded resource has no room; the work was refused before it began. */
public final class OverloadedException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that names the resource and its bound. */
  public OverloadedException(String message) {
    super(Outcome.DID_NOT_HAPPEN, message);
  }
}
