// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import java.nio.ByteBuffer;

/** An envelope ready to be sent, perhaps more than once: in bytes, or as it is. */
sealed interface Parcel {

  /** Returns the bytes that it takes in memory, 0 for a value that others hold too. */
  int size();

  /** An envelope in bytes. */
  record Encoded(ByteBuffer bytes) implements Parcel {
    @Override
    public int size() {
      return bytes.remaining();
    }
  }

  /** An envelope as it is. */
  record Value(Envelope envelope) implements Parcel {
    @Override
    public int size() {
      return 0;
    }
  }
}
