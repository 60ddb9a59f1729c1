// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.OverloadedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests with answers, deadlines and cancellation over a {@link Transport} and a {@link
 * BulkTransport} that promise nothing.
 *
 * <p>A request without a blob is sent again every {@link #RESEND_AFTER} until it is answered or its
 * context ends; the receiver runs it once as long as it remembers it. A message with a blob travels
 * on the bulk lane, whose connection does not lose silently, and is not sent again; its answer is
 * asked for again. Confined to the event loop; futures complete there.
 *
 * <p>A host that this one does not reach can be reached {@linkplain #detour through} a third one.
 * Each answer goes back by the way that its request came.
 */
public final class RequestChannel implements AutoCloseable {

  /** How long an answer is awaited before a request is sent again. */
  public static final Duration RESEND_AFTER = Duration.ofMillis(400);

  /** How many requests may wait for answers; one more is refused. */
  public static final int MAX_PENDING = 65_536;

  /** How many requests are served at once; one more is dropped, as a datagram would be. */
  public static final int MAX_SERVED = 16_384;

  /** How often a connection may break under a request before its peer counts as gone. */
  private static final int CONNECTION_LOSSES_ALLOWED = 1;

  private static final ByteBuffer NO_CONTENT = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final Logger log = LoggerFactory.getLogger(RequestChannel.class);

  private final EventLoop loop;
  private final Transport transport;
  private final Courier courier;
  private final MessageCodec codec;
  private final Metrics metrics;
  private final Map<Long, Pending<?>> pending = new LinkedHashMap<>();
  private final RequestServer server;
  private final List<Consumer<NodeAddress>> lossListeners = new ArrayList<>();
  private final List<Consumer<NodeAddress>> answerListeners = new ArrayList<>();
  private final List<Consumer<NodeAddress>> silenceListeners = new ArrayList<>();
  private final Map<NodeAddress, NodeAddress> detours = new LinkedHashMap<>();
  private long nextRequestId;
  private boolean closed;

  /** Creates the channel and begins to listen on both transports. Call on the event loop. */
  public RequestChannel(
      EventLoop loop,
      Transport transport,
      BulkTransport bulk,
      MessageCodec codec,
      Metrics metrics) {
    this.loop = loop;
    this.transport = transport;
    this.codec = codec;
    this.metrics = metrics;
    this.courier = new Courier(transport, bulk, codec);
    this.server = new RequestServer(loop, transport, courier, codec, metrics);
    // Begins anywhere, so that a host that restarts under its old address repeats no number.
    this.nextRequestId = loop.random().nextLong();
    transport.listen(
        new ValueTransport.ValueReceiver() {
          @Override
          public void received(NodeAddress from, ByteBuffer payload) {
            take(from, payload, NO_CONTENT, () -> {});
          }

          @Override
          public void receivedValue(NodeAddress from, Object value) {
            if (value instanceof Envelope envelope && !closed) {
              take(from, envelope, NO_CONTENT, () -> {});
            }
          }

          @Override
          public void connectionLost(NodeAddress peer) {
            RequestChannel.this.connectionLost(peer);
          }
        });
    bulk.listenBulk((from, header, content, release) -> take(from, header, content, once(release)));
  }

  /** Returns the address that peers answer to. */
  public NodeAddress localAddress() {
    return transport.localAddress();
  }

  /** Returns the loop that confines this channel. */
  public EventLoop loop() {
    return loop;
  }

  /**
   * Names the one who takes messages of that type. One handler a type.
   *
   * @throws IllegalArgumentException if the codec of this channel does not know the type
   */
  public <M extends Message> void on(Class<M> type, RequestHandler<? super M> handler) {
    loop.checkInLoop(this);
    server.on(type, handler);
  }

  /** Tells the listener of hints that a connection to a peer broke or could not be made. */
  public void onConnectionLost(Consumer<NodeAddress> listener) {
    lossListeners.add(listener);
  }

  /** Tells the listener of each peer that answered a request, whatever it answered. */
  public void onAnswered(Consumer<NodeAddress> listener) {
    answerListeners.add(listener);
  }

  /** Tells the listener of each peer that has not answered a request when it is sent again. */
  public void onSilence(Consumer<NodeAddress> listener) {
    silenceListeners.add(listener);
  }

  /**
   * Sends through that third host, from now on, what is for the peer: also what is sent again, and
   * blobs. It is passed on once, without a promise, as all messages are carried.
   */
  public void detour(NodeAddress peer, NodeAddress through) {
    checkArgument(!through.equals(peer), "%s is no way around itself", peer);
    detours.put(peer, through);
  }

  /** Sends straight to the peer again what is for it. */
  public void straighten(NodeAddress peer) {
    detours.remove(peer);
  }

  /** Returns the third host through which the peer is reached; empty when the way is straight. */
  public Optional<NodeAddress> detourTo(NodeAddress peer) {
    return Optional.ofNullable(detours.get(peer));
  }

  /** Sends a message that has no answer. */
  public void tell(NodeAddress to, Message message) {
    loop.checkInLoop(this);
    if (!closed) {
      courier.send(wayTo(to), courier.pack(Envelope.Kind.ONE_WAY, 0, 0, message));
    }
  }

  /**
   * Asks and waits until the context ends.
   *
   * @return the answer; or fails with a {@link DftpException}: {@link NoAnswerException} for
   *     silence, {@link RemoteFailureException} for the peer's own failure
   */
  public <R extends Message> CompletableFuture<R> request(
      NodeAddress to, Message question, Class<R> answerType, CallContext context) {
    return request(to, question, NO_CONTENT, answerType, context).thenApply(Answer::message);
  }

  /**
   * Asks as {@link #request(NodeAddress, Message, Class, CallContext)} does, but never through
   * another host.
   */
  public <R extends Message> CompletableFuture<R> requestStraight(
      NodeAddress to, Message question, Class<R> answerType, CallContext context) {
    return begin(to, question, NO_CONTENT, answerType, context, true).thenApply(Answer::message);
  }

  /** Asks as {@link #request(NodeAddress, Message, Class, CallContext)} does, within a time-out. */
  public <R extends Message> CompletableFuture<R> request(
      NodeAddress to, Message question, Class<R> answerType, Duration timeout) {
    CallContext context = CallContext.withTimeout(loop, timeout);
    return request(to, question, answerType, context)
        .whenComplete((answer, failure) -> context.close());
  }

  /** Asks with a blob, which may be empty, for an answer that may come with one. */
  public <R extends Message> CompletableFuture<Answer<R>> request(
      NodeAddress to,
      Message question,
      ByteBuffer content,
      Class<R> answerType,
      CallContext context) {
    return begin(to, question, content, answerType, context, false);
  }

  private <R extends Message> CompletableFuture<Answer<R>> begin(
      NodeAddress to,
      Message question,
      ByteBuffer content,
      Class<R> answerType,
      CallContext context,
      boolean straight) {
    loop.checkInLoop(this);
    if (closed || context.isCancelled()) {
      return CompletableFuture.failedFuture(
          new DftpException(
              Outcome.DID_NOT_HAPPEN, "the request was called off before it was sent"));
    }
    if (pending.size() >= MAX_PENDING) {
      return CompletableFuture.failedFuture(
          new OverloadedException(MAX_PENDING + " requests wait for answers already"));
    }
    Pending<R> request =
        new Pending<>(nextRequestId++, to, question, content, answerType, context, straight);
    request.start();
    return request.result;
  }

  /** Fails what waits for an answer and takes no more messages. Any thread may call. */
  @Override
  public void close() {
    loop.runInLoop(this::closeHere);
  }

  private void closeHere() {
    closed = true;
    for (Pending<?> request : List.copyOf(pending.values())) {
      request.fail(new DftpException(Outcome.MAY_HAVE_HAPPENED, "this host is closing"));
    }
  }

  @Override
  public String toString() {
    return "the request channel of " + localAddress();
  }

  /** Returns what the transport knows of a peer that does not talk to this host, in parentheses. */
  private String why(NodeAddress peer) {
    String refusal = transport.lastRefusal();
    return refusal.startsWith(peer + " ") ? " (" + refusal + ")" : "";
  }

  private void connectionLost(NodeAddress peer) {
    if (closed) {
      return;
    }
    for (Pending<?> request : List.copyOf(pending.values())) {
      if (request.way().next().equals(peer)) {
        request.connectionLost();
      }
    }
    lossListeners.forEach(listener -> listener.accept(peer));
  }

  private void take(NodeAddress from, ByteBuffer payload, ByteBuffer content, Runnable release) {
    if (closed) {
      release.run();
      return;
    }
    Envelope envelope;
    try {
      envelope = Envelope.decode(payload);
    } catch (WireFormatException malformed) {
      release.run();
      drop(from, malformed);
      return;
    }
    take(from, envelope, content, release);
  }

  private void take(NodeAddress from, Envelope envelope, ByteBuffer content, Runnable release) {
    take(Way.straight(from), envelope, content, release);
  }

  private void take(Way from, Envelope envelope, ByteBuffer content, Runnable release) {
    try {
      switch (envelope.kind()) {
        case REPLY, FAILURE -> {
          release.run();
          answered(from.peer(), envelope, content);
        }
        case CANCEL -> {
          release.run();
          server.cancel(from.peer(), envelope.requestId());
        }
        case AGAIN -> {
          release.run();
          server.answerAgain(from, envelope.requestId());
        }
        case ONE_WAY, REQUEST -> server.serve(from, envelope, content, release);
        case FORWARD -> forwarded(from, envelope, content, release);
      }
    } catch (WireFormatException malformed) {
      release.run();
      drop(from.peer(), malformed);
    }
  }

  /** Takes what came through a third host, or passes it on as one. */
  private void forwarded(Way from, Envelope envelope, ByteBuffer content, Runnable release)
      throws WireFormatException {
    Forwarded forwarded = envelope.forwarded();
    boolean isHere = forwarded.destination().equals(localAddress());
    if (forwarded.inner().kind() == Envelope.Kind.FORWARD
        || (!isHere && !forwarded.origin().equals(from.peer()))) {
      throw new WireFormatException("a way through more than one host");
    }
    if (isHere) {
      take(new Way(forwarded.origin(), from.peer()), forwarded.inner(), content, release);
      return;
    }
    metrics.count("net.messages.forwarded");
    courier
        .passOn(envelope, forwarded.destination(), content)
        .whenComplete((sent, failure) -> release.run());
  }

  private Way wayTo(NodeAddress peer) {
    return new Way(peer, detours.getOrDefault(peer, peer));
  }

  private void drop(NodeAddress from, WireFormatException malformed) {
    metrics.count("net.messages.malformed");
    log.debug("[{}] dropped a message of {}: {}", localAddress(), from, malformed.getMessage());
  }

  private static Runnable once(Runnable release) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        release.run();
      }
    };
  }

  private void answered(NodeAddress from, Envelope envelope, ByteBuffer content)
      throws WireFormatException {
    Pending<?> request = pending.get(envelope.requestId());
    // Only the one who was asked may answer.
    if (request == null || !request.to.equals(from)) {
      metrics.count("net.answers.late");
      return;
    }
    answerListeners.forEach(listener -> listener.accept(from));
    if (envelope.kind() == Envelope.Kind.FAILURE) {
      request.fail(envelope.failure(from));
    } else {
      request.answer(envelope.message(codec), content);
    }
  }

  /** A request that waits for its answer. */
  private final class Pending<R extends Message> {
    final long id;
    final NodeAddress to;
    final Message question;
    final ByteBuffer content;
    final Class<R> answerType;
    final CallContext context;
    final boolean straight;
    final CompletableFuture<Answer<R>> result = new CompletableFuture<>();
    Cancellable resend = () -> {};
    Cancellable onCancelled = () -> {};
    @Nullable CompletableFuture<Void> transfer;
    int connectionLosses;
    boolean ended;

    Pending(
        long id,
        NodeAddress to,
        Message question,
        ByteBuffer content,
        Class<R> answerType,
        CallContext context,
        boolean straight) {
      this.id = id;
      this.to = to;
      this.question = question;
      this.content = content;
      this.answerType = answerType;
      this.context = context;
      this.straight = straight;
    }

    /** The way that may be another one each time. */
    Way way() {
      return straight ? Way.straight(to) : wayTo(to);
    }

    void start() {
      pending.put(id, this);
      onCancelled = context.onCancelled(this::calledOff);
      if (content.hasRemaining()) {
        transfer = courier.sendBulk(way(), encode(), content.duplicate());
        transfer.whenComplete((sent, failure) -> transferred(failure));
      } else {
        courier.send(way(), pack());
        resend = loop.schedule(RESEND_AFTER, this::sendAgain);
      }
    }

    private ByteBuffer encode() {
      return Envelope.encode(
          Envelope.Kind.REQUEST, id, context.remaining().toMillis(), codec, question);
    }

    private Parcel pack() {
      return courier.pack(Envelope.Kind.REQUEST, id, context.remaining().toMillis(), question);
    }

    private void transferred(@Nullable Throwable failure) {
      if (failure != null) {
        tellSilence();
        fail(failure);
      } else if (!ended) {
        // The blob is there; only its answer, which is a datagram, may have been lost.
        resend = loop.schedule(RESEND_AFTER, this::sendAgain);
      }
    }

    private void sendAgain() {
      if (context.remaining().isZero()) {
        // Its owner closed the context before the answer came.
        calledOff();
        return;
      }
      tellSilence();
      courier.send(way(), content.hasRemaining() ? courier.packAgain(id) : pack());
      resend = loop.schedule(RESEND_AFTER, this::sendAgain);
    }

    /** Who asks by the straight way alone only looks whether that is open. */
    private void tellSilence() {
      if (!ended && !straight) {
        silenceListeners.forEach(listener -> listener.accept(to));
      }
    }

    void connectionLost() {
      // The end of a request before this one in the same round may have called this one off.
      if (ended) {
        return;
      }
      connectionLosses++;
      if (connectionLosses > CONNECTION_LOSSES_ALLOWED) {
        fail(new NoAnswerException(to, to + " cannot be reached" + why(to)));
      } else if (!content.hasRemaining()) {
        // A connection that stood idle may break under the first message after a restart of the
        // peer.
        resend.cancel();
        sendAgain();
      }
    }

    void calledOff() {
      if (ended) {
        return;
      }
      courier.send(way(), courier.packCancel(id));
      fail(new NoAnswerException(to, "no answer from " + to + " in time" + why(to)));
    }

    void answer(Message message, ByteBuffer with) {
      if (answerType.isInstance(message)) {
        end();
        result.complete(new Answer<>(answerType.cast(message), with));
      } else {
        fail(
            new DftpException(
                Outcome.MAY_HAVE_HAPPENED,
                to + " answered with " + message.getClass().getSimpleName()));
      }
    }

    void fail(Throwable failure) {
      if (!ended) {
        end();
        result.completeExceptionally(failure);
      }
    }

    /** Cleans up; from here on the end of the transfer means nothing. */
    private void end() {
      ended = true;
      pending.remove(id);
      resend.cancel();
      onCancelled.cancel();
      if (transfer != null) {
        transfer.cancel(false);
      }
    }
  }
}
