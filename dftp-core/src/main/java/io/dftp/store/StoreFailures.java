// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** What operations of the store fail with, in words for those who hear them. */
final class StoreFailures {

  private StoreFailures() {}

  static DftpException notPromised(Term term) {
    return new DftpException(
        Outcome.ASK_ELSEWHERE, "nothing is promised here to the owner under term " + term);
  }

  static DftpException outOfService() {
    return new DftpException(Outcome.ASK_ELSEWHERE, "the disk of this host is out of service");
  }
}
