// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

/** Takes the messages of one type, on the event loop. */
@FunctionalInterface
public interface RequestHandler<M extends Message> {

  /**
   * Handles one message; the answer may be given later, through the exchange. What it throws is
   * sent back as a failure. A request may come twice when its first answer was long ago: handlers
   * are idempotent, or check.
   */
  void handle(M message, Exchange exchange);
}
