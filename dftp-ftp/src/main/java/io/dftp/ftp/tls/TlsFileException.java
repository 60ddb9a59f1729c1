// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

/** A key or a certificate cannot be used; the message says which and why, for an operator. */
public final class TlsFileException extends Exception {
  private static final long serialVersionUID = 1;

  TlsFileException(String message) {
    super(message);
  }

  TlsFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
