// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** Another live process has this host's uid: its data was copied, or is used twice. */
public final class TwinException extends DftpException {

  private static final long serialVersionUID = 1L;

  // Nobody serializes failures here, though every throwable could be.
  private final transient NodeAddress twin;

  /** Creates one that names the other process. */
  public TwinException(NodeAddress twin) {
    super(Outcome.DID_NOT_HAPPEN, "the host at " + twin + " has the same identity as this one");
    this.twin = twin;
  }

  /** Returns where the other process is. */
  public NodeAddress twin() {
    return twin;
  }
}
