// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import io.dftp.runtime.EventLoop;
import java.util.function.BooleanSupplier;

/**
 * What a contract test needs of a network, simulated or real: a few hosts that can reach each
 * other. Made fresh for each test and closed after it. It must not lose messages by chance.
 */
public interface PortNetwork extends AutoCloseable {

  /** Returns the loop of the host, 0 to 2. */
  EventLoop loop(int host);

  /** Returns the transport of the host. */
  Transport transport(int host);

  /** Returns the bulk transport of the host. */
  BulkTransport bulk(int host);

  /** Stops a host as a crash would: its connections break and nobody listens there any more. */
  void crash(int host);

  /** Returns an address where nobody listens. */
  NodeAddress deadAddress();

  /** Returns how many bytes of blobs may be under way to one peer. */
  int windowBytes();

  /** Runs the task on the loop of the host, and returns when it has run. */
  void on(int host, Runnable task);

  /**
   * Lets the network run until the condition holds.
   *
   * @param condition is asked on the loop of the host
   * @throws AssertionError if it does not hold within the patience of the test
   */
  void until(int host, BooleanSupplier condition);

  /** Lets the network run until everything that is on its way and not held back has arrived. */
  void settle();

  @Override
  void close();
}
