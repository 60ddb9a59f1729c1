// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.util.List;

/** None of the seeds could be reached by a host that was never part of a ring. */
public final class SeedsUnreachableException extends DftpException {

  private static final long serialVersionUID = 1L;

  /** Creates one that names the seeds. */
  public SeedsUnreachableException(List<NodeAddress> seeds) {
    super(Outcome.DID_NOT_HAPPEN, "none of the seeds " + seeds + " could be joined");
  }
}
