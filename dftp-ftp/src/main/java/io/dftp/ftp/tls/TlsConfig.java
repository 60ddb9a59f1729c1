// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

import java.util.function.Supplier;

/**
 * How an FTP server encrypts.
 *
 * @param mode whether clients encrypt
 * @param reuse whether data connections resume the session of their control connection
 * @param identity the key and the certificates, asked for at each connection; must be quick
 */
public record TlsConfig(TlsMode mode, SessionReuse reuse, Supplier<TlsIdentity> identity) {

  /** Returns that nothing is encrypted. */
  public static TlsConfig off() {
    return new TlsConfig(
        TlsMode.OFF,
        SessionReuse.OFF,
        () -> {
          throw new IllegalStateException("TLS is off.");
        });
  }

  /** Returns that this identity is shown, and any client may resume its sessions. */
  public static TlsConfig of(TlsMode mode, Supplier<TlsIdentity> identity) {
    return new TlsConfig(mode, SessionReuse.ACCEPT, identity);
  }

  /** Returns the same with another rule for data connections. */
  public TlsConfig withReuse(SessionReuse newReuse) {
    return new TlsConfig(mode, newReuse, identity);
  }
}
