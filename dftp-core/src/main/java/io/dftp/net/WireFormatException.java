// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

/** Bytes from a peer that are not what they should be. They are dropped and counted. */
public final class WireFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Creates one that says what was wrong. */
  public WireFormatException(String message) {
    super(message);
  }
}
