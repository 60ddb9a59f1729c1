// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import io.dftp.net.Envelope.Kind;
import io.dftp.runtime.Outcome;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages into envelopes and sends them by a transport: encoded, or as the values they are
 * where the transport carries values. What goes to a host through another is put into a second
 * envelope. Confined to the event loop.
 */
final class Courier {

  private final Transport transport;
  private final BulkTransport bulk;
  private final @Nullable ValueTransport values;
  private final MessageCodec codec;

  Courier(Transport transport, BulkTransport bulk, MessageCodec codec) {
    this.transport = transport;
    this.bulk = bulk;
    this.values =
        transport instanceof ValueTransport carrier && carrier.carriesValues() ? carrier : null;
    this.codec = codec;
  }

  Parcel pack(Kind kind, long requestId, long remainingMillis, Message message) {
    return values == null
        ? new Parcel.Encoded(Envelope.encode(kind, requestId, remainingMillis, codec, message))
        : value(kind, requestId, remainingMillis, message);
  }

  Parcel packCancel(long requestId) {
    return values == null
        ? new Parcel.Encoded(Envelope.encodeCancel(requestId))
        : value(Kind.CANCEL, requestId, 0, null);
  }

  Parcel packAgain(long requestId) {
    return values == null
        ? new Parcel.Encoded(Envelope.encodeAgain(requestId))
        : value(Kind.AGAIN, requestId, 0, null);
  }

  Parcel packFailure(long requestId, Outcome outcome, String text) {
    return values == null
        ? new Parcel.Encoded(Envelope.encodeFailure(requestId, outcome, text))
        : value(Kind.FAILURE, requestId, 0, new Envelope.Failed(outcome, text));
  }

  /** Sends what was packed here; the same parcel may be sent again. */
  void send(Way way, Parcel parcel) {
    send(way.next(), way.isStraight() ? parcel : wrapped(way.peer(), parcel));
  }

  /** Sends a blob under a header that was encoded here. */
  CompletableFuture<Void> sendBulk(Way way, ByteBuffer header, ByteBuffer content) {
    ByteBuffer outer =
        way.isStraight()
            ? header
            : Envelope.encodeForward(transport.localAddress(), way.peer(), header);
    return bulk.sendBulk(way.next(), outer, content);
  }

  /**
   * Passes on what another sent through this host.
   *
   * @return completes when the bytes of the content are not needed any more
   */
  CompletableFuture<Void> passOn(Envelope envelope, NodeAddress to, ByteBuffer content) {
    if (content.hasRemaining()) {
      return bulk.sendBulk(to, envelope.encodeAgain(), content);
    }
    send(to, envelope.value() == null ? new Parcel.Encoded(envelope.encodeAgain()) : envelope);
    return CompletableFuture.completedFuture(null);
  }

  private void send(NodeAddress to, Parcel parcel) {
    ValueTransport carrier = values;
    if (parcel instanceof Parcel.Encoded encoded) {
      transport.send(to, encoded.bytes().duplicate());
    } else if (carrier != null && parcel instanceof Envelope envelope) {
      carrier.sendValue(to, envelope);
    }
  }

  private Parcel wrapped(NodeAddress to, Parcel parcel) {
    NodeAddress self = transport.localAddress();
    if (parcel instanceof Parcel.Encoded encoded) {
      return new Parcel.Encoded(Envelope.encodeForward(self, to, encoded.bytes()));
    }
    return value(Kind.FORWARD, 0, 0, new Forwarded(self, to, (Envelope) parcel));
  }

  private static Parcel value(
      Kind kind, long requestId, long remainingMillis, @Nullable Object value) {
    return new Envelope(
        Envelope.NO_OPERATION, kind, requestId, remainingMillis, Envelope.NO_BODY, value);
  }
}
