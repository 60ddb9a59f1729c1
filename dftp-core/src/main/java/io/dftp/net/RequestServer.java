// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The half of a {@link RequestChannel} that answers, each by the way that the request came.
 * Confined to the event loop.
 */
final class RequestServer {

  private static final Logger log = LoggerFactory.getLogger(RequestServer.class);

  private final EventLoop loop;
  private final Transport transport;
  private final Courier courier;
  private final MessageCodec codec;
  private final Metrics metrics;
  private final Map<Class<?>, RequestHandler<Message>> handlers = new LinkedHashMap<>();
  private final ServedRequests served = new ServedRequests();

  RequestServer(
      EventLoop loop, Transport transport, Courier courier, MessageCodec codec, Metrics metrics) {
    this.loop = loop;
    this.transport = transport;
    this.courier = courier;
    this.codec = codec;
    this.metrics = metrics;
  }

  <M extends Message> void on(Class<M> type, RequestHandler<? super M> handler) {
    checkArgument(
        codec.knows(type),
        "the codec of this channel does not know %s; give it the types of that protocol too",
        type.getName());
    RequestHandler<Message> previous =
        handlers.put(type, (message, exchange) -> handler.handle(type.cast(message), exchange));
    checkState(previous == null, "%s has two handlers", type);
  }

  /** The one who asked no longer wants the answer. */
  void cancel(NodeAddress from, long requestId) {
    served.cancel(new ServedRequests.Key(from, requestId));
  }

  /** The one who sent a request with a blob misses the answer. */
  void answerAgain(Way from, long requestId) {
    ServedRequests.Key key = new ServedRequests.Key(from.peer(), requestId);
    Parcel answer = served.answerTo(key);
    if (answer != null) {
      courier.send(from, answer);
    } else if (!served.isBusyWith(key)) {
      courier.send(
          from,
          courier.packFailure(
              requestId, Outcome.MAY_HAVE_HAPPENED, "the request is not known (any more)"));
    }
  }

  /** Takes a request or a one-way message. */
  void serve(Way from, Envelope envelope, ByteBuffer content, Runnable release)
      throws WireFormatException {
    boolean oneWay = envelope.kind() == Envelope.Kind.ONE_WAY;
    ServedRequests.Key key = new ServedRequests.Key(from.peer(), envelope.requestId());
    if (!oneWay) {
      Parcel answer = served.answerTo(key);
      if (answer != null) {
        courier.send(from, answer);
      }
      if (answer != null
          || served.isBusyWith(key)
          || served.openCount() >= RequestChannel.MAX_SERVED) {
        release.run();
        return;
      }
      if (envelope.remainingMillis() == 0) {
        metrics.count("net.requests.expired");
        release.run();
        return;
      }
    }
    Message message = envelope.message(codec);
    RequestHandler<Message> handler = handlers.get(message.getClass());
    if (handler == null) {
      throw new WireFormatException("no handler for " + message.getClass().getSimpleName());
    }
    CallContext context =
        CallContext.withTimeout(loop, Duration.ofMillis(envelope.remainingMillis()));
    Exchange exchange =
        oneWay
            ? new OneWay(from.peer(), content, context)
            : new Served(key, from, content, context, release);
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
      log.warn(
          "[{}] could not handle {} of {}",
          transport.localAddress(),
          message,
          from.peer(),
          failure);
      exchange.fail(failure);
    }
    if (oneWay) {
      release.run();
    }
  }

  /** The exchange of a request. */
  private final class Served implements Exchange {
    private final ServedRequests.Key key;
    private final Way back;
    private final ByteBuffer content;
    private final CallContext context;
    private final Runnable release;

    Served(
        ServedRequests.Key key,
        Way back,
        ByteBuffer content,
        CallContext context,
        Runnable release) {
      this.key = key;
      this.back = back;
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
      finish(courier.pack(Envelope.Kind.REPLY, key.requestId(), 0, answer));
    }

    @Override
    public CompletableFuture<Void> reply(Message answer, ByteBuffer with) {
      if (!with.hasRemaining()) {
        reply(answer);
        return CompletableFuture.completedFuture(null);
      }
      checkArgument(
          with.remaining() <= BulkTransport.MAX_CONTENT_BYTES,
          "a blob of %s bytes",
          with.remaining());
      ByteBuffer header = Envelope.encode(Envelope.Kind.REPLY, key.requestId(), 0, codec, answer);
      if (!served.end(key, null, loop.nowNanos())) {
        return CompletableFuture.completedFuture(null);
      }
      release.run();
      CompletableFuture<Void> transfer = courier.sendBulk(back, header, with);
      served.sending(key, transfer);
      return transfer.exceptionally(
          lost -> {
            log.debug(
                "[{}] an answer to {} was lost: {}",
                transport.localAddress(),
                key.from(),
                lost.toString());
            return null;
          });
    }

    @Override
    public void fail(Throwable failure) {
      String text = failure.getMessage();
      finish(
          courier.packFailure(
              key.requestId(),
              DftpException.outcomeOf(failure),
              text == null ? failure.getClass().getSimpleName() : text));
    }

    private void finish(Parcel answer) {
      if (served.end(key, answer, loop.nowNanos())) {
        release.run();
        courier.send(back, answer);
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
    public CompletableFuture<Void> reply(Message answer, ByteBuffer with) {
      // Nobody waits.
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void fail(Throwable failure) {
      log.debug("A message of {} failed: {}", from, failure.toString());
    }
  }
}
