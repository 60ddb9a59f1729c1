// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import io.dftp.store.BlobId;
import io.dftp.store.ObjectId;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the ids of blobs from the names of their files. */
final class BlobNames {

  private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}-[0-7][0-9a-f]{7}");

  private BlobNames() {}

  /** Returns the id; empty for a name that is not one of a blob. */
  static Optional<BlobId> parse(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    long high = HexFormat.fromHexDigitsToLong(name, 0, 16);
    long low = HexFormat.fromHexDigitsToLong(name, 16, 32);
    int index = HexFormat.fromHexDigits(name, 33, 41);
    return Optional.of(new BlobId(new ObjectId(high, low), index));
  }
}
