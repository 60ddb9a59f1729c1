// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** The answer to work that comes after the close. */
final class StoreClosed {

  private StoreClosed() {}

  static DftpException exception() {
    return new DftpException(Outcome.DID_NOT_HAPPEN, "the disk store is closed");
  }
}
