// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns messages into bytes and back by their operation numbers. Immutable. */
public final class MessageCodec {

  private final ImmutableMap<Integer, MessageType<?>> byOperation;
  private final ImmutableMap<Class<?>, MessageType<?>> byClass;

  /**
   * Creates a codec for all types of several protocols.
   *
   * @throws IllegalArgumentException if two types share a number or a class
   */
  public MessageCodec(Collection<? extends MessageType<?>> types) {
    Map<Integer, MessageType<?>> operations = new LinkedHashMap<>();
    Map<Class<?>, MessageType<?>> classes = new LinkedHashMap<>();
    for (MessageType<?> type : types) {
      checkArgument(
          operations.put(type.operation(), type) == null,
          "operation %s is taken twice",
          type.operation());
      checkArgument(classes.put(type.type(), type) == null, "%s has two numbers", type.type());
    }
    this.byOperation = ImmutableMap.copyOf(operations);
    this.byClass = ImmutableMap.copyOf(classes);
  }

  /**
   * Returns the operation number and the fields, to be carried inside another message.
   *
   * @param most the most bytes it may have
   */
  public Bytes toBytes(Message message, int most) {
    WireWriter writer = new WireWriter(most).u16(operationOf(message));
    encode(message, writer);
    return Bytes.wrap(writer.toBytes());
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws WireFormatException if the bytes are no known message
   */
  public Message fromBytes(Bytes bytes) throws WireFormatException {
    WireReader reader = new WireReader(bytes.toBuffer());
    return decode(reader.u16(), reader.rest());
  }

  /** Says whether messages of that class have an operation number here. */
  public boolean knows(Class<? extends Message> type) {
    return byClass.containsKey(type);
  }

  /** Returns the operation number of the message. */
  int operationOf(Message message) {
    return typeOf(message).operation();
  }

  /** Writes the fields, without the operation number. */
  void encode(Message message, WireWriter into) {
    encodeAs(typeOf(message), message, into);
  }

  /**
   * Reads the message of that number.
   *
   * @throws WireFormatException if the number is unknown or the bytes are no such message
   */
  Message decode(int operation, ByteBuffer body) throws WireFormatException {
    MessageType<?> type = byOperation.get(operation);
    if (type == null) {
      throw new WireFormatException("unknown operation " + operation);
    }
    try {
      return type.decoder().decode(new WireReader(body));
    } catch (IllegalArgumentException outOfRange) {
      throw new WireFormatException("operation " + operation + ": " + outOfRange.getMessage());
    }
  }

  private MessageType<?> typeOf(Message message) {
    @Nullable MessageType<?> type = byClass.get(message.getClass());
    checkArgument(type != null, "%s has no operation number", message.getClass());
    return type;
  }

  private static <M extends Message> void encodeAs(
      MessageType<M> type, Message message, WireWriter into) {
    type.encoder().encode(type.type().cast(message), into);
  }
}
