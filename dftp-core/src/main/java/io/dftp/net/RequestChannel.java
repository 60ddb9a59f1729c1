// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static com.google.common.base.Preconditions.checkState;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.CancelledException;
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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
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
 * on the bulk lane, whose connection does not lose silently. Confined to the event loop; futures
 * complete there.
 */
public final class RequestChannel {

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
  private final BulkTransport bulk;
  private final MessageCodec codec;
  private final Metrics metrics;
  private final Map<Class<?>, RequestHandler<Message>> handlers = new LinkedHashMap<>();
  private final Map<Long, Pending<?>> pending = new LinkedHashMap<>();
  private final ServedRequests served = new ServedRequests();
  private final List<Consumer<NodeAddress>> lossListeners = new ArrayList<>();
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
    this.bulk = bulk;
    this.codec = codec;
    this.metrics = metrics;
    // Begins anywhere, so that a host that restarts under its old address repeats no number.
    this.nextRequestId = loop.random().nextLong();
    transport.listen(
        new Transport.Receiver() {
          @Override
          public void received(NodeAddress from, ByteBuffer payload) {
            take(from, payload, NO_CONTENT, () -> {});
          }

          @Override
          public void connectionLost(NodeAddress peer) {
            RequestChannel.this.connectionLost(peer);
          }
        });
    bulk.listenBulk(this::take);
  }

  /** Returns the address that peers answer to. */
  public NodeAddress localAddress() {
    return transport.localAddress();
  }

  /** Returns the loop that confines this channel. */
  public EventLoop loop() {
    return loop;
  }

  /** Names the one who takes messages of that type. One handler a type. */
  public <M extends Message> void on(Class<M> type, RequestHandler<? super M> handler) {
    RequestHandler<Message> previous =
        handlers.put(type, (message, exchange) -> handler.handle(type.cast(message), exchange));
    checkState(previous == null, "%s has two handlers", type);
  }

  /** Tells the listener of hints that a connection to a peer broke or could not be made. */
  public void onConnectionLost(Consumer<NodeAddress> listener) {
    lossListeners.add(listener);
  }

  /** Sends a message that has no answer. */
  public void tell(NodeAddress to, Message message) {
    if (!closed) {
      transport.send(to, Envelope.encode(Envelope.Kind.ONE_WAY, 0, 0, codec, message));
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
    if (closed || context.isCancelled()) {
      return CompletableFuture.failedFuture(
          new DftpException(
              Outcome.DID_NOT_HAPPEN, "the request was called off before it was sent"));
    }
    if (pending.size() >= MAX_PENDING) {
      return CompletableFuture.failedFuture(
          new OverloadedException(MAX_PENDING + " requests wait for answers already"));
    }
    Pending<R> request = new Pending<>(nextRequestId++, to, question, content, answerType, context);
    pending.put(request.id, request);
    request.start();
    return request.result;
  }

  /** Fails what waits for an answer and takes no more messages. */
  public void close() {
    closed = true;
    for (Pending<?> request : List.copyOf(pending.values())) {
      request.fail(new DftpException(Outcome.MAY_HAVE_HAPPENED, "this host is closing"));
    }
  }

  private void connectionLost(NodeAddress peer) {
    if (closed) {
      return;
    }
    for (Pending<?> request : List.copyOf(pending.values())) {
      if (request.to.equals(peer)) {
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
    try {
      Envelope envelope = Envelope.decode(payload);
      switch (envelope.kind()) {
        case REPLY, FAILURE -> {
          release.run();
          answered(from, envelope, content);
        }
        case CANCEL -> {
          release.run();
          served.cancel(new ServedRequests.Key(from, envelope.requestId()));
        }
        case ONE_WAY, REQUEST -> serve(from, envelope, content, release);
      }
    } catch (WireFormatException malformed) {
      release.run();
      metrics.count("net.messages.malformed");
      log.debug("[{}] dropped a message of {}: {}", localAddress(), from, malformed.getMessage());
    }
  }

  private void answered(NodeAddress from, Envelope envelope, ByteBuffer content)
      throws WireFormatException {
    Pending<?> request = pending.get(envelope.requestId());
    // Only the one who was asked may answer.
    if (request == null || !request.to.equals(from)) {
      metrics.count("net.answers.late");
    } else if (envelope.kind() == Envelope.Kind.FAILURE) {
      request.fail(envelope.failure(from));
    } else {
      request.answer(codec.decode(envelope.operation(), envelope.body()), content);
    }
  }

  private void serve(NodeAddress from, Envelope envelope, ByteBuffer content, Runnable release)
      throws WireFormatException {
    boolean oneWay = envelope.kind() == Envelope.Kind.ONE_WAY;
    ServedRequests.Key key = new ServedRequests.Key(from, envelope.requestId());
    if (!oneWay) {
      ByteBuffer answer = served.answerTo(key);
      if (answer != null) {
        transport.send(from, answer.duplicate());
      }
      if (answer != null || served.isOpen(key) || served.openCount() >= MAX_SERVED) {
        release.run();
        return;
      }
    }
    Message message = codec.decode(envelope.operation(), envelope.body());
    RequestHandler<Message> handler = handlers.get(message.getClass());
    if (handler == null) {
      throw new WireFormatException("no handler for operation " + envelope.operation());
    }
    CallContext context =
        CallContext.withTimeout(loop, Duration.ofMillis(envelope.remainingMillis()));
    Exchange exchange =
        oneWay ? new OneWay(from, content, context) : new Served(key, content, context, release);
    if (oneWay) {
      context.close();
    } else {
      served.begin(key, context);
      context.onCancelled(
          () ->
              exchange.fail(
                  new CancelledException(Outcome.MAY_HAVE_HAPPENED, "not answered in time")));
    }
    try {
      handler.handle(message, exchange);
    } catch (RuntimeException failure) {
      log.warn("[{}] could not handle {} of {}", localAddress(), message, from, failure);
      exchange.fail(failure);
    }
    if (oneWay) {
      release.run();
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
    final CompletableFuture<Answer<R>> result = new CompletableFuture<>();
    Cancellable resend = () -> {};
    Cancellable onCancelled = () -> {};
    @Nullable CompletableFuture<Void> transfer;
    int connectionLosses;

    Pending(
        long id,
        NodeAddress to,
        Message question,
        ByteBuffer content,
        Class<R> answerType,
        CallContext context) {
      this.id = id;
      this.to = to;
      this.question = question;
      this.content = content;
      this.answerType = answerType;
      this.context = context;
    }

    void start() {
      onCancelled = context.onCancelled(this::calledOff);
      send();
    }

    void send() {
      ByteBuffer bytes =
          Envelope.encode(
              Envelope.Kind.REQUEST, id, context.remaining().toMillis(), codec, question);
      if (content.hasRemaining()) {
        transfer = bulk.sendBulk(to, bytes, content.duplicate());
        transfer.whenComplete(
            (sent, failure) -> {
              // Its own end cancels a transfer, when the answer overtakes the release.
              if (failure != null && !(failure instanceof CancellationException)) {
                fail(failure);
              }
            });
      } else {
        transport.send(to, bytes);
        resend = loop.schedule(RESEND_AFTER, this::send);
      }
    }

    void connectionLost() {
      connectionLosses++;
      if (connectionLosses > CONNECTION_LOSSES_ALLOWED) {
        fail(new NoAnswerException(to, to + " cannot be reached"));
      } else if (!content.hasRemaining()) {
        // A connection that stood idle may break under the first message after a restart of the
        // peer.
        resend.cancel();
        send();
      }
    }

    void calledOff() {
      if (result.isDone()) {
        return;
      }
      transport.send(to, Envelope.encodeCancel(id));
      fail(new NoAnswerException(to, "no answer from " + to + " in time"));
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
      if (!result.isDone()) {
        end();
        result.completeExceptionally(failure);
      }
    }

    private void end() {
      pending.remove(id);
      resend.cancel();
      onCancelled.cancel();
      if (transfer != null && !transfer.isDone()) {
        transfer.cancel(false);
      }
    }
  }

  /** The exchange of a request. */
  private final class Served implements Exchange {
    private final ServedRequests.Key key;
    private final ByteBuffer content;
    private final CallContext context;
    private final Runnable release;

    Served(ServedRequests.Key key, ByteBuffer content, CallContext context, Runnable release) {
      this.key = key;
      this.content = content;
      this.context = context;
      this.release = release;
    }

    @Override
    public NodeAddress from() {
      return key.from();
    }

    @Override
    public ByteBuffer content() {
      return content;
    }

    @Override
    public CallContext context() {
      return context;
    }

    @Override
    public void reply(Message answer) {
      finish(Envelope.encode(Envelope.Kind.REPLY, key.requestId(), 0, codec, answer));
    }

    @Override
    public void reply(Message answer, ByteBuffer with) {
      if (!with.hasRemaining()) {
        reply(answer);
      } else if (served.end(key, null)) {
        release.run();
        ByteBuffer header = Envelope.encode(Envelope.Kind.REPLY, key.requestId(), 0, codec, answer);
        CompletableFuture<Void> transfer = bulk.sendBulk(key.from(), header, with);
        transfer.exceptionally(
            lost -> {
              log.debug(
                  "[{}] an answer to {} was lost: {}", localAddress(), key.from(), lost.toString());
              return null;
            });
      }
    }

    @Override
    public void fail(Throwable failure) {
      String text = failure.getMessage();
      finish(
          Envelope.encodeFailure(
              key.requestId(),
              DftpException.outcomeOf(failure),
              text == null ? failure.getClass().getSimpleName() : text));
    }

    private void finish(ByteBuffer answer) {
      if (served.end(key, answer)) {
        release.run();
        transport.send(key.from(), answer.duplicate());
      }
    }
  }

  /** The exchange of a message that has no answer. */
  private record OneWay(NodeAddress from, ByteBuffer content, CallContext context)
      implements Exchange {

    @Override
    public void reply(Message answer) {
      // Nobody waits.
    }

    @Override
    public void reply(Message answer, ByteBuffer with) {
      // Nobody waits.
    }

    @Override
    public void fail(Throwable failure) {
      log.debug("A message of {} failed: {}", from, failure.toString());
    }
  }
}
