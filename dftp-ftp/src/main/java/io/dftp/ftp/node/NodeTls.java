// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.ftp.tls.SessionReuse;
import io.dftp.ftp.tls.TlsMode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a node encrypts FTP.
 *
 * @param mode whether clients encrypt; if empty, they must beyond loopback, and may on loopback if
 *     a certificate or a port for it is given: nobody can listen there, and some clients insist on
 *     a certificate that they trust as soon as a server offers one
 * @param reuse whether data connections resume the TLS session of their control connection
 * @param files a certificate and its key; if empty, the node makes its own
 * @param implicitPort where FTP is under TLS from its first byte, 1..65535; nowhere if empty
 */
public record NodeTls(
    Optional<TlsMode> mode,
    SessionReuse reuse,
    Optional<Files> files,
    Optional<Integer> implicitPort) {

  /**
   * Files in PEM form.
   *
   * @param certificates the node's own first
   * @param key in PKCS #8, not encrypted
   */
  public record Files(Path certificates, Path key) {}

  /** Returns the defaults: a certificate of its own, no implicit port. */
  public static NodeTls defaults() {
    return new NodeTls(Optional.empty(), SessionReuse.ACCEPT, Optional.empty(), Optional.empty());
  }

  /** Returns the same with that mode. */
  public NodeTls withMode(TlsMode newMode) {
    return new NodeTls(Optional.of(newMode), reuse, files, implicitPort);
  }

  /** Returns the same with another rule for data connections. */
  public NodeTls withReuse(SessionReuse newReuse) {
    return new NodeTls(mode, newReuse, files, implicitPort);
  }

  /** Returns the same with a certificate from files. */
  public NodeTls withFiles(Path certificates, Path key) {
    return new NodeTls(mode, reuse, Optional.of(new Files(certificates, key)), implicitPort);
  }

  /** Returns the same with a port for FTP that begins under TLS. */
  public NodeTls withImplicitPort(int port) {
    return new NodeTls(mode, reuse, files, Optional.of(port));
  }
}
