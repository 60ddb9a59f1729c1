// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.hash.Hashing;
import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;

/** SHA-256 of bulk bytes; for workers. */
final class Sha256 {

  private Sha256() {}

  static Bytes of(ByteBuffer content) {
    return Bytes.wrap(Hashing.sha256().newHasher().putBytes(content.duplicate()).hash().asBytes());
  }
}
