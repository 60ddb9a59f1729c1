// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An identity in two files, which whoever renews certificates replaces, or links to others. */
final class PemSource implements TlsIdentities.Source {

  private final Path certificates;
  private final Path key;

  PemSource(Path certificates, Path key) {
    this.certificates = certificates;
    this.key = key;
  }

  private record Stamp(Path real, long modified, long size) {}

  @Override
  public Object stamp() {
    return List.of(stamp(certificates), stamp(key));
  }

  @Override
  public TlsIdentity load() throws TlsFileException {
    return PemFiles.read(certificates, key);
  }

  /** The real path, too: a link that leads elsewhere now may lead to a file of the same age. */
  private static Stamp stamp(Path file) {
    try {
      Path real = file.toRealPath();
      return new Stamp(real, Files.getLastModifiedTime(real).toMillis(), Files.size(real));
    } catch (IOException missing) {
      return new Stamp(file, -1, -1);
    }
  }
}
