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
 * @param value the message as it is, where it never was in bytes: a {@link Message}, a {@link
 *     Failed} or a {@link Forwarded}
 */
record Envelope(
    int operation,
    Kind kind,
    long requestId,
    long remainingMillis,
    ByteBuffer body,
    @Nullable Object value)
    implements Parcel {

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
    AGAIN(5),
    /** Carries another envelope for a host that its sender does not reach. */
    FORWARD(6);

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

  /** What a detour adds at most: a head, and two addresses of at most 255 characters. */
  private static final int MAX_DETOUR_BYTES = 2048;

  /** So that each fits into another one when it has to go through a third host. */
  private static final int MAX_BYTES = Transport.MAX_MESSAGE_BYTES - MAX_DETOUR_BYTES;

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

  /** Returns an envelope in bytes, or the header of a blob, as a third host passes it on. */
  static ByteBuffer encodeForward(NodeAddress origin, NodeAddress destination, ByteBuffer inner) {
    return head(Transport.MAX_MESSAGE_BYTES, NO_OPERATION, Kind.FORWARD, 0, 0)
        .address(origin)
        .address(destination)
        .raw(inner)
        .toBuffer();
  }

  static ByteBuffer encodeFailure(long requestId, Outcome outcome, String text) {
    String shortened = text.length() <= 120 ? text : text.substring(0, 120);
    return head(NO_OPERATION, Kind.FAILURE, requestId, 0)
        .u8(codeOf(outcome))
        .text(shortened)
        .toBuffer();
  }

  private static WireWriter head(int operation, Kind kind, long requestId, long remainingMillis) {
    return head(MAX_BYTES, operation, kind, requestId, remainingMillis);
  }

  private static WireWriter head(
      int most, int operation, Kind kind, long requestId, long remainingMillis) {
    return new WireWriter(most)
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

  /** Others hold the same message: it costs nothing to remember it. */
  @Override
  public int size() {
    return 0;
  }

  /** Returns the message, read from its bytes if need be. */
  Message message(MessageCodec codec) throws WireFormatException {
    return value instanceof Message message ? message : codec.decode(operation, body);
  }

  /** Returns the envelope in bytes once more, to be passed on as it came. */
  ByteBuffer encodeAgain() {
    return head(Transport.MAX_MESSAGE_BYTES, operation, kind, requestId, remainingMillis)
        .raw(body)
        .toBuffer();
  }

  /** Reads the body of a {@link Kind#FORWARD}. */
  Forwarded forwarded() throws WireFormatException {
    if (value instanceof Forwarded forwarded) {
      return forwarded;
    }
    WireReader reader = new WireReader(body);
    return new Forwarded(reader.address(), reader.address(), decode(reader.rest()));
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
