// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import io.dftp.net.Message;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import java.util.List;

/** The question whether a host lives, and its answer. */
public sealed interface FailureMessage extends Message {

  /** Are you there? */
  record Ping() implements FailureMessage {}

  /** I am. */
  record Pong() implements FailureMessage {}

  /**
   * Is that host there? Asked of a third host, when it is silent here.
   *
   * @param peer the silent one
   */
  record Look(NodeAddress peer) implements FailureMessage {}

  /**
   * What the third host found.
   *
   * @param reached whether that host has just answered it
   */
  record Found(boolean reached) implements FailureMessage {}

  /** Returns the operations 50 to 53. */
  static List<MessageType<?>> types() {
    return List.of(
        new MessageType<>(50, Ping.class, (ping, into) -> {}, from -> new Ping()),
        new MessageType<>(51, Pong.class, (pong, into) -> {}, from -> new Pong()),
        new MessageType<>(
            52,
            Look.class,
            (look, into) -> into.address(look.peer()),
            from -> new Look(from.address())),
        new MessageType<>(
            53,
            Found.class,
            (found, into) -> into.u8(found.reached() ? 1 : 0),
            from -> new Found(from.u8() != 0)));
  }
}
