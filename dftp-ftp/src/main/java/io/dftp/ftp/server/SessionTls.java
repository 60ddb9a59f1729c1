// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.tls.SessionReuse;
import io.dftp.ftp.tls.TlsConfig;
import io.netty.channel.Channel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/**
 * TLS on the connections of one session. They share a context that no other session has: what a
 * client resumes in it, it got from this session. Confined to the session's event loop.
 */
final class SessionTls {

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final String[] APPLICATION = {"ftp"};
  private static final int MOST_REASON = 120;

  private final SSLContext context;
  private final TlsConfig config;
  private final TimeLimits times;
  private final SslHandler control;

  private SessionTls(TlsConfig config, TimeLimits times) {
    this.context = contextOf(config);
    this.config = config;
    this.times = times;
    this.control = handler(context, times.login());
  }

  static SessionTls of(TlsConfig config, TimeLimits times) {
    return new SessionTls(config, times);
  }

  private static SSLContext contextOf(TlsConfig config) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          config.identity().get().keyManagers().toArray(KeyManager[]::new),
          new TrustManager[0],
          null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException("TLS cannot begin with this identity", unusable);
    }
  }

  /** Returns what encrypts the control connection. */
  SslHandler control() {
    return control;
  }

  /**
   * Puts a data connection under TLS, of which nothing was read yet. This side is the server,
   * whichever side connected (RFC 4217 section 7).
   *
   * @return the same when both sides agree; fails with {@link SSLException} if they do not
   */
  CompletableFuture<Channel> protect(Channel data) {
    boolean mayResume = config.reuse() != SessionReuse.OFF;
    SslHandler handler = handler(mayResume ? context : contextOf(config), times.dataConnect());
    CompletableFuture<Channel> agreed = new CompletableFuture<>();
    if (!data.isActive()) {
      agreed.completeExceptionally(new SSLException("the client closed the data connection"));
      return agreed;
    }
    data.pipeline().addFirst(handler);
    handler
        .handshakeFuture()
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                data.close();
                agreed.completeExceptionally(done.cause());
              } else if (config.reuse() == SessionReuse.REQUIRE && !isResumed(handler)) {
                data.close();
                agreed.completeExceptionally(
                    new SSLException(
                        "the data connection does not resume the TLS session of its control"
                            + " connection"));
              } else {
                agreed.complete(data);
              }
            });
    data.read();
    return agreed;
  }

  /** Says why there was no agreement; never with what the client has sent. */
  static String reason(Throwable failure) {
    if (failure instanceof NotSslRecordException) {
      return "the client does not speak TLS";
    }
    String text = String.valueOf(failure.getMessage());
    return text.substring(0, Math.min(MOST_REASON, text.length()));
  }

  /** A session that was resumed is as old as the one that it resumes. */
  private boolean isResumed(SslHandler data) {
    SSLSession first = control.engine().getSession();
    SSLSession resumed = data.engine().getSession();
    return resumed.getCreationTime() == first.getCreationTime();
  }

  private static SslHandler handler(SSLContext context, Duration handshakeWithin) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setUseCipherSuitesOrder(true);
    parameters.setApplicationProtocols(APPLICATION);
    engine.setSSLParameters(parameters);
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(handshakeWithin.toMillis());
    return handler;
  }
}
