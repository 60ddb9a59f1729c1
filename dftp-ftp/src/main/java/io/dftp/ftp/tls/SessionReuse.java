// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

/**
 * Whether a data connection has to resume the TLS session of its control connection, which proves
 * that the same client made both (RFC 4217 section 10.2).
 */
public enum SessionReuse {
  /** It cannot: each connection begins a session of its own. */
  OFF,
  /** It may. */
  ACCEPT,
  /** It must; not all clients can. */
  REQUIRE
}
