// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** A file would consist of more pieces than fit its row; it stays as it was. */
public final class TooManyPiecesException extends DftpException {

  private static final long serialVersionUID = 1L;

  TooManyPiecesException() {
    super(
        Outcome.DID_NOT_HAPPEN,
        "The file would consist of more than "
            + FileContent.MAX_PIECES
            + " pieces; upload it as a whole to join them.");
  }
}
