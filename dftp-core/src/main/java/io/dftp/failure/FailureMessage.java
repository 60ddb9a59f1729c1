// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import io.dftp.net.Message;
import io.dftp.net.MessageType;
import java.util.List;

/** The question whether a host lives, and its answer. */
public sealed interface FailureMessage extends Message {

  /** Are you there? */
  record Ping() implements FailureMessage {}

  /** I am. */
  record Pong() implements FailureMessage {}

  /** Returns the operations 50 and 51. */
  static List<MessageType<?>> types() {
    return List.of(
        new MessageType<>(50, Ping.class, (ping, into) -> {}, from -> new Ping()),
        new MessageType<>(51, Pong.class, (pong, into) -> {}, from -> new Pong()));
  }
}
