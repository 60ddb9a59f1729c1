// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** The disk of this host does not answer; what it was given before may still happen there. */
final class SilentDiskException extends DftpException {

  private static final long serialVersionUID = 1L;

  SilentDiskException() {
    super(Outcome.ASK_ELSEWHERE, "the disk of this host does not answer");
  }
}
