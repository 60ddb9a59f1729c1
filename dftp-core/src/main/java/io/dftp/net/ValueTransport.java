// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

/**
 * A {@link Transport} inside one process, which may carry immutable values as they are.
 *
 * <p>For simulations of many hosts: nothing is encoded, and all hosts share what they tell each
 * other. It promises as little as any transport.
 */
public interface ValueTransport extends Transport {

  /** Says whether {@link #sendValue} may be used; the same answer from the first message on. */
  boolean carriesValues();

  /** Sends an immutable value to a receiver that is a {@link ValueReceiver}. */
  void sendValue(NodeAddress to, Object value);

  /** Takes bytes and values. */
  interface ValueReceiver extends Receiver {

    /** A value arrived whose sender calls itself {@code from}. */
    void receivedValue(NodeAddress from, Object value);
  }
}
