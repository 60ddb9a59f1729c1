// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The number and the form in bytes of one kind of message. Every message on the wire begins with
 * its operation number; a reader skips what follows the fields it knows, so that later versions may
 * append fields.
 *
 * @param operation 1 to 65535, unique in a process. By convention the hundreds name the protocol:
 *     100 discovery, 200 chord, 300 bully, 400 store, 500 cluster; numbers from 60000 on are for
 *     applications
 * @param type the record's class
 * @param encoder writes the fields
 * @param decoder reads them back
 */
public record MessageType<M extends Message>(
    int operation, Class<M> type, Encoder<M> encoder, Decoder<M> decoder) {

  /** Checks the range of the operation. */
  public MessageType {
    checkArgument(
        operation >= 1 && operation <= 0xffff, "operation must be 1..65535, not %s", operation);
  }

  /** Writes the fields of a message. */
  @FunctionalInterface
  public interface Encoder<M> {
    /** Writes the fields in their order. */
    void encode(M message, WireWriter into);
  }

  /** Reads the fields of a message. */
  @FunctionalInterface
  public interface Decoder<M> {
    /**
     * Reads the fields in their order.
     *
     * @throws WireFormatException if the bytes are no such message; a constructor's {@link
     *     IllegalArgumentException} is taken the same way
     */
    M decode(WireReader from) throws WireFormatException;
  }
}
