// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;

/** The promise of EPSV ALL, which holds for the rest of the session (RFC 2428 section 4). */
final class EpsvOnly {
  private EpsvOnly() {}

  static void check(SessionState state) {
    if (state.extendedPassiveOnly()) {
      throw new RefusalException(ReplyCode.BAD_SEQUENCE, "Only EPSV is possible after EPSV ALL.");
    }
  }
}
