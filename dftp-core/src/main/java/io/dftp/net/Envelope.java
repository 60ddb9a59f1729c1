// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import io.dftp.runtime.Outcome;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a message on the wire: operation number, kind, number of the request, and for a
 * request the milliseconds that its sender still waits.
 *
 * @param body the message in bytes
 * @param value the message as it is, where it never was in bytes: a {@link Message} or a {@link
 *     Failed}
 */
record Envelope(
    int operation,
    Kind kind,
    long requestId,
    long remainingMillis,
    ByteBuffer body,
    @Nullable Object value) {

  /** What is told of a failure. */
  record Failed(Outcome outcome, String text) {}

  /** What a message is to its receiver. */
  enum Kind {
    ONE_WAY(0),
    REQUEST(1),
    REPLY(2),
    FAILURE(3),
    CANCEL(4),
    /** Asks for the answer to a request whose blob was taken; so the blob is not sent again. */
    AGAIN(5);

    /** The number on the wire. */
    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private static Kind ofCode(int code) throws WireFormatException {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new WireFormatException("unknown kind of message " + code);
    }
  }

  /** The operation number of envelopes that carry no message of a protocol. */
  static final int NO_OPERATION = 0;

  /** The body of an envelope that was never in bytes. */
  static final ByteBuffer NO_BODY = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private static final int MAX_FAILURE_TEXT_BYTES = 512;

  static ByteBuffer encode(
      Kind kind, long requestId, long remainingMillis, MessageCodec codec, Message message) {
    WireWriter writer = head(codec.operationOf(message), kind, requestId, remainingMillis);
    codec.encode(message, writer);
    return writer.toBuffer();
  }

  static ByteBuffer encodeCancel(long requestId) {
    return head(NO_OPERATION, Kind.CANCEL, requestId, 0).toBuffer();
  }

  static ByteBuffer encodeAgain(long requestId) {
    return head(NO_OPERATION, Kind.AGAIN, requestId, 0).toBuffer();
  }

  static ByteBuffer encodeFailure(long requestId, Outcome outcome, String text) {
    String shortened = text.length() <= 120 ? text : text.substring(0, 120);
    return head(NO_OPERATION, Kind.FAILURE, requestId, 0)
        .u8(codeOf(outcome))
        .text(shortened)
        .toBuffer();
  }

  private static WireWriter head(int operation, Kind kind, long requestId, long remainingMillis) {
    return new WireWriter(Transport.MAX_MESSAGE_BYTES)
        .u16(operation)
        .u8(kind.code)
        .i64(requestId)
        .i32((int) Math.min(remainingMillis, Integer.MAX_VALUE));
  }

  static Envelope decode(ByteBuffer payload) throws WireFormatException {
    WireReader reader = new WireReader(payload);
    int operation = reader.u16();
    Kind kind = Kind.ofCode(reader.u8());
    return new Envelope(
        operation, kind, reader.i64(), Math.max(0, reader.i32()), reader.rest(), null);
  }

  /** Returns the message, read from its bytes if need be. */
  Message message(MessageCodec codec) throws WireFormatException {
    return value instanceof Message message ? message : codec.decode(operation, body);
  }

  /** Reads the body of a {@link Kind#FAILURE}. */
  RemoteFailureException failure(NodeAddress from) throws WireFormatException {
    if (value instanceof Failed failed) {
      return new RemoteFailureException(failed.outcome(), from + ": " + failed.text());
    }
    WireReader reader = new WireReader(body);
    Outcome outcome = outcomeOf(reader.u8());
    return new RemoteFailureException(outcome, from + ": " + reader.text(MAX_FAILURE_TEXT_BYTES));
  }

  private static int codeOf(Outcome outcome) {
    return switch (outcome) {
      case DID_NOT_HAPPEN -> 0;
      case MAY_HAVE_HAPPENED -> 1;
      case ASK_ELSEWHERE -> 2;
    };
  }

  private static Outcome outcomeOf(int code) throws WireFormatException {
    return switch (code) {
      case 0 -> Outcome.DID_NOT_HAPPEN;
      case 1 -> Outcome.MAY_HAVE_HAPPENED;
      case 2 -> Outcome.ASK_ELSEWHERE;
      default -> throw new WireFormatException("unknown outcome " + code);
    };
  }
}
