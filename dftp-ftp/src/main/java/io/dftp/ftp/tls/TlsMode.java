// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

/** Whether clients encrypt. */
public enum TlsMode {
  /** They cannot. */
  OFF,
  /** As they like. */
  ALLOW,
  /** Nobody logs in, and no data are moved, in clear. */
  REQUIRE
}
