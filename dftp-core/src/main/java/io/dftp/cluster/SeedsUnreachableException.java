// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * None of the hosts that were named or heard could be joined by one that was never part of a ring.
 */
public final class SeedsUnreachableException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that names the hosts. */
  public SeedsUnreachableException(List<NodeAddress> hosts) {
    super(Outcome.DID_NOT_HAPPEN, "none of the hosts " + hosts + " could be joined");
  }

  /** Creates one that names the hosts, and what kept the last of them from answering. */
  SeedsUnreachableException(List<NodeAddress> hosts, @Nullable Throwable last) {
    super(
        Outcome.DID_NOT_HAPPEN,
        "none of the hosts "
            + hosts
            + " could be joined"
            + (last == null ? "" : ": " + reasonOf(last)),
        last);
  }
}
