// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/**
 * The peer did not answer: the deadline passed, or it cannot be reached. The request may have
 * reached it.
 */
public final class NoAnswerException extends DftpException {

  private static final long serialVersionUID = 1L;

  // Nobody serializes failures here, though every throwable could be.
  private final transient NodeAddress peer;

  /** Creates one that names the silent peer. */
  public NoAnswerException(NodeAddress peer, String message) {
    super(Outcome.MAY_HAVE_HAPPENED, message);
    this.peer = peer;
  }

  /** Returns who was silent. */
  public NodeAddress peer() {
    return peer;
  }
}
