// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.id.Identifier;
import io.dftp.net.Message;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireReader;
import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;
import java.util.List;

/** What the hosts of a cluster say to each other beside ring, election and store. */
sealed interface ClusterMessage extends Message {

  /** How are you? */
  record StatusRequest() implements ClusterMessage {}

  /** So am I. */
  record StatusReply(HostStatus status) implements ClusterMessage {}

  /** Which ring are you of? Sent before a join, and when two rings may have met. */
  record ClaimRequest() implements ClusterMessage {}

  /** This one. */
  record ClaimReply(RingClaim claim) implements ClusterMessage {}

  /**
   * Something for everybody on the ring.
   *
   * @param target the position it is sent to
   * @param limit the receiver passes it on to members between itself and here
   * @param hopsLeft how often it may be passed on
   */
  record Flood(Identifier target, Identifier limit, int hopsLeft, Bytes body)
      implements ClusterMessage {

    static final int MAX_BODY_BYTES = 1024;
  }

  /** Which hosts do you know as neighbours on the ring? */
  record NeighboursRequest() implements ClusterMessage {}

  /** These. */
  record NeighboursReply(List<NodeAddress> hosts) implements ClusterMessage {

    static final int MAX_HOSTS = 1024;

    /** Keeps an immutable copy. */
    public NeighboursReply {
      hosts = List.copyOf(hosts);
    }
  }

  /** An operator's question to the application of a host, in its own words. */
  record Question(String text) implements ClusterMessage {

    static final int MAX_BYTES = 4 * 1024;
  }

  /**
   * Answers it.
   *
   * @param done whether it was understood and done
   * @param text what was found, or why not; for people
   */
  record Answered(boolean done, String text) implements ClusterMessage {

    static final int MAX_BYTES = 48 * 1024;
  }

  /** Returns the numbers and forms of all of them. */
  static List<MessageType<?>> types() {
    return List.of(
        new MessageType<>(500, StatusRequest.class, (m, to) -> {}, from -> new StatusRequest()),
        new MessageType<>(
            501,
            StatusReply.class,
            (m, to) -> m.status.write(to),
            from -> new StatusReply(HostStatus.read(from))),
        new MessageType<>(502, ClaimRequest.class, (m, to) -> {}, from -> new ClaimRequest()),
        new MessageType<>(
            503,
            ClaimReply.class,
            (m, to) -> m.claim.write(to),
            from -> new ClaimReply(RingClaim.read(from))),
        new MessageType<>(
            504,
            Flood.class,
            (m, to) ->
                to.raw(m.target.toBytes())
                    .raw(m.limit.toBytes())
                    .u8(m.hopsLeft)
                    .bytes(m.body.array()),
            from ->
                new Flood(
                    Identifier.read(ByteBuffer.wrap(from.raw(Identifier.BYTES))),
                    Identifier.read(ByteBuffer.wrap(from.raw(Identifier.BYTES))),
                    from.u8(),
                    Bytes.wrap(from.bytes(Flood.MAX_BODY_BYTES)))),
        new MessageType<>(
            505, NeighboursRequest.class, (m, to) -> {}, from -> new NeighboursRequest()),
        new MessageType<>(
            506,
            NeighboursReply.class,
            (m, to) -> to.list(m.hosts, (host, into) -> into.address(host)),
            from -> new NeighboursReply(from.list(NeighboursReply.MAX_HOSTS, WireReader::address))),
        new MessageType<>(
            507,
            Question.class,
            (m, to) -> to.text(m.text),
            from -> new Question(from.text(Question.MAX_BYTES))),
        new MessageType<>(
            508,
            Answered.class,
            (m, to) -> to.bool(m.done).text(m.text),
            from -> new Answered(from.bool(), from.text(Answered.MAX_BYTES))));
  }
}
