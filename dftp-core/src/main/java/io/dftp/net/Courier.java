// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import io.dftp.net.Envelope.Kind;
import io.dftp.runtime.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages into envelopes and sends them by a transport: encoded, or as the values they are
 * where the transport carries values. Confined to the event loop.
 */
final class Courier {

  private final Transport transport;
  private final @Nullable ValueTransport values;
  private final MessageCodec codec;

  Courier(Transport transport, MessageCodec codec) {
    this.transport = transport;
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
  void send(NodeAddress to, Parcel parcel) {
    ValueTransport carrier = values;
    if (parcel instanceof Parcel.Encoded encoded) {
      transport.send(to, encoded.bytes().duplicate());
    } else if (carrier != null && parcel instanceof Parcel.Value value) {
      carrier.sendValue(to, value.envelope());
    }
  }

  private static Parcel value(
      Kind kind, long requestId, long remainingMillis, @Nullable Object value) {
    return new Parcel.Value(
        new Envelope(
            Envelope.NO_OPERATION, kind, requestId, remainingMillis, Envelope.NO_BODY, value));
  }
}
