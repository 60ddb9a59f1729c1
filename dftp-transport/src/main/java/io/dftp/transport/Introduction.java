// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.WireFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How two sides of a connection get to know each other. Confined to the channel's thread.
 *
 * <pre>
 *   dialler                     acceptor
 *   handshake  &lt;--------------&gt;  of TLS     only where both encrypt
 *   CHALLENGE  ---------------&gt;            only where there is a secret:
 *              &lt;---------------  ANSWER     from here on each frame carries a tag
 *   HELLO      ---------------&gt;
 *              &lt;---------------  HELLO_ACK  under TLS the last one with a tag
 * </pre>
 *
 * The acceptor may say REFUSED instead of each of its own. Where this side encrypts, nothing but a
 * refusal is heard or said in clear. The acceptor's state goes from AWAITING_CHALLENGE
 * (AWAITING_HELLO where there is no secret) to DONE, the dialler's from AWAITING_ANSWER
 * (AWAITING_ACK) to DONE, and both from anywhere to REFUSED.
 */
final class Introduction {

  /** What it does to the connection. */
  interface Wire {

    void write(FrameType type, ByteBuffer payload);

    /** From now on every frame in both directions carries a tag. */
    void seal(FrameSeal outgoing, FrameSeal incoming);

    /** From now on TLS alone protects the frames. */
    void unseal();

    /**
     * The other side has proved itself; returns why there is no place for it, null when there is.
     */
    @Nullable String admit();
  }

  private enum State {
    AWAITING_CHALLENGE,
    AWAITING_ANSWER,
    AWAITING_HELLO,
    AWAITING_ACK,
    DONE,
    REFUSED
  }

  /** Of a refusal by the other side, what is kept. */
  private static final int MAX_REASON_CHARS = 200;

  private final ClusterSecret secret;
  private final Function<Lane, Hello> self;
  private final Random random;
  private final Wire wire;
  private final boolean dialling;
  private Lane lane;
  private State state;

  /** Of both certificates; empty before the handshake of TLS and where there is none. */
  private byte[] fingerprints = new byte[0];

  private @Nullable Challenge challenge;
  private @Nullable Hello peer;
  private String refusal = "";

  /**
   * Creates it.
   *
   * @param self how this side introduces itself
   * @param random source of nonces, which nobody can foresee
   * @param lane what a dialler wants the connection for; an acceptor learns it
   */
  Introduction(
      ClusterSecret secret,
      Function<Lane, Hello> self,
      Random random,
      Wire wire,
      boolean dialling,
      Lane lane) {
    this.secret = secret;
    this.self = self;
    this.random = random;
    this.wire = wire;
    this.dialling = dialling;
    this.lane = lane;
    if (dialling) {
      this.state = secret.isNone() ? State.AWAITING_ACK : State.AWAITING_ANSWER;
    } else {
      this.state = secret.isNone() ? State.AWAITING_HELLO : State.AWAITING_CHALLENGE;
    }
  }

  /** The handshake of TLS is over. */
  void underTls(byte[] bothFingerprints) {
    fingerprints = bothFingerprints;
    begin();
  }

  /** The other side begins TLS, and this side does not encrypt. */
  void tlsUnwanted() {
    refuse(secret.isNone() ? SecretDispute.UNWANTED : SecretDispute.ENCRYPTED);
  }

  /** Says the first word, which is the dialler's. */
  void begin() {
    if (state == State.AWAITING_ANSWER) {
      challenge = Challenge.fresh(secret, fingerprints, random);
      wire.write(FrameType.CHALLENGE, ByteBuffer.wrap(challenge.bytes()));
    } else if (state == State.AWAITING_ACK) {
      wire.write(FrameType.HELLO, self.apply(lane).encode());
    }
  }

  /** Takes a frame of the other side. */
  void frame(FrameType type, byte[] payload) throws WireFormatException {
    if (dialling && type == FrameType.REFUSED) {
      refused("refused: " + SecretDispute.explained(printable(payload)));
      return;
    }
    switch (state) {
      case AWAITING_CHALLENGE -> challenge(type, payload);
      case AWAITING_ANSWER -> answer(type, payload);
      case AWAITING_HELLO -> hello(type, payload);
      case AWAITING_ACK -> acknowledged(type, payload);
      case DONE, REFUSED -> throw new IllegalStateException("the introduction is over");
    }
  }

  /** Returns how the other side introduced itself; null before. */
  @Nullable Hello peer() {
    return peer;
  }

  /** Says whether one side does not want to talk to the other. */
  boolean isRefused() {
    return state == State.REFUSED;
  }

  /** Says whether it is still going on. */
  boolean isOpen() {
    return state != State.DONE && state != State.REFUSED;
  }

  /**
   * Says whether the other side has still to prove that it knows the secret, so that whatever is
   * wrong with its frames is no accident.
   */
  boolean awaitsProof() {
    return !secret.isNone() && (state == State.AWAITING_HELLO || state == State.AWAITING_ACK);
  }

  /** Returns why, to be read behind the name of the other side. */
  String refusal() {
    return refusal;
  }

  private void challenge(FrameType type, byte[] payload) throws WireFormatException {
    if (type == FrameType.HELLO) {
      // Not parsed: it comes from somebody who does not know the secret.
      refuse(SecretDispute.MISSING);
      return;
    }
    demand(FrameType.CHALLENGE, type);
    if (isInClear()) {
      refuse(SecretDispute.CLEAR);
      return;
    }
    Challenge theirs = Challenge.decode(payload, fingerprints);
    if (!theirs.names(secret)) {
      refuse(SecretDispute.OTHER);
      return;
    }
    byte[] answer = Challenge.nonce(random);
    wire.write(FrameType.ANSWER, ByteBuffer.wrap(answer));
    wire.seal(theirs.acceptorSeal(secret, answer), theirs.diallerSeal(secret, answer));
    state = State.AWAITING_HELLO;
  }

  private void answer(FrameType type, byte[] payload) throws WireFormatException {
    demand(FrameType.ANSWER, type);
    Challenge mine = challenge;
    // In clear no challenge was sent, where this side encrypts.
    if (mine == null || payload.length != Challenge.NONCE_BYTES) {
      throw new WireFormatException("an answer of " + payload.length + " bytes");
    }
    wire.seal(mine.diallerSeal(secret, payload), mine.acceptorSeal(secret, payload));
    wire.write(FrameType.HELLO, self.apply(lane).encode());
    state = State.AWAITING_ACK;
  }

  private void hello(FrameType type, byte[] payload) throws WireFormatException {
    if (type == FrameType.CHALLENGE && secret.isNone()) {
      refuse(SecretDispute.UNWANTED);
      return;
    }
    demand(FrameType.HELLO, type);
    Hello theirs = Hello.decode(ByteBuffer.wrap(payload));
    Hello mine = self.apply(theirs.lane());
    String reason = mine.refusalOf(theirs);
    if (reason == null) {
      reason = wire.admit();
    }
    if (reason == null) {
      lane = theirs.lane();
      wire.write(FrameType.HELLO_ACK, mine.encode());
      introduced(theirs);
    } else {
      wire.write(FrameType.REFUSED, utf8(reason));
      refused("(" + theirs.address() + ") was refused: " + reason);
    }
  }

  private void acknowledged(FrameType type, byte[] payload) throws WireFormatException {
    demand(FrameType.HELLO_ACK, type);
    Hello theirs = Hello.decode(ByteBuffer.wrap(payload));
    String reason = self.apply(lane).refusalOf(theirs);
    if (reason != null) {
      refused("was refused: " + reason);
    } else if (theirs.lane() != lane) {
      throw new WireFormatException("an answer for another lane");
    } else {
      introduced(theirs);
    }
  }

  private void introduced(Hello theirs) {
    if (fingerprints.length > 0) {
      wire.unseal();
    }
    peer = theirs;
    state = State.DONE;
  }

  /** Says whether this side encrypts, and the other one does not. */
  private boolean isInClear() {
    return secret.encrypts() && fingerprints.length == 0;
  }

  private void refuse(SecretDispute dispute) {
    wire.write(FrameType.REFUSED, utf8(dispute.note));
    refused("was refused: " + dispute.reason());
  }

  private void refused(String reason) {
    refusal = reason;
    state = State.REFUSED;
  }

  private static void demand(FrameType expected, FrameType found) throws WireFormatException {
    if (found != expected) {
      throw new WireFormatException(found + " before the introduction");
    }
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String printable(byte[] payload) {
    return printable(new String(payload, StandardCharsets.UTF_8));
  }

  /** What may quote a stranger, and goes to the log. */
  static String printable(Throwable failure) {
    return printable(String.valueOf(failure.getMessage()));
  }

  /** A stranger's words go to the log: on one line, and not endless. */
  private static String printable(String text) {
    String line = text.replaceAll("[^\\x20-\\x7e]", "?");
    return line.substring(0, Math.min(MAX_REASON_CHARS, line.length()));
  }
}
