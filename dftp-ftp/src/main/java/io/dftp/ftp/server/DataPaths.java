// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.protocol.DataAddress;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way that a session's next data connection will take: one at a time, good for one transfer; a
 * new one ends the one before (RFC 959 section 3.2). Confined to the session's event loop.
 */
final class DataPaths {
  private static final Logger log = LoggerFactory.getLogger(DataPaths.class);

  private final FtpServerConfig config;
  private final EventLoop loop;
  private final InetAddress local;
  private final InetAddress peer;
  private @Nullable DataPath path;

  /** The connection whose two sides agree on TLS now. */
  private @Nullable Channel agreeing;

  DataPaths(FtpServerConfig config, EventLoop loop, InetAddress local, InetAddress peer) {
    this.config = config;
    this.loop = loop;
    this.local = local;
    this.peer = peer;
  }

  /** One prepared way. */
  interface DataPath {
    /** Returns the connection when it is there; fails after a time. Called at most once. */
    CompletableFuture<Channel> open();

    /** Tells whether the client has connected and gone again. Called before {@link #open}. */
    boolean peerHasGone();

    /** Gives up a connection that is not yet handed out. */
    void close();
  }

  boolean isPrepared() {
    return path != null;
  }

  /** Listens, and returns the reply that tells where; never fails. */
  CompletableFuture<FtpReply> listen(boolean extended) {
    close();
    if (!extended && !(local instanceof Inet4Address)) {
      return CompletableFuture.completedFuture(
          FtpReply.of(ReplyCode.NO_DATA_CONNECTION, "PASV is for IPv4; use EPSV."));
    }
    PassiveListener listener = new PassiveListener(loop, peer, config);
    path = listener;
    return listener
        .bind(local, PassivePorts.candidates(config.passivePorts()))
        .handle(
            (port, failure) -> {
              if (failure != null) {
                close();
                return FtpReply.of(ReplyCode.NO_DATA_CONNECTION, "No port to listen on is free.");
              }
              return extended ? extendedReply(port) : reply(port);
            });
  }

  /** Remembers where to connect to. */
  void connectTo(InetSocketAddress target) {
    close();
    path = new ActiveConnector(loop, local, target, config);
  }

  /** Tells whether the client has gone from the prepared way already. */
  boolean peerHasGone() {
    return path != null && path.peerHasGone();
  }

  /**
   * Takes the prepared way, which must be there.
   *
   * @param tls what the connection is to be under, if anything
   */
  CompletableFuture<Channel> open(@Nullable SessionTls tls) {
    CompletableFuture<Channel> opened = open();
    return tls == null ? opened : opened.thenCompose(channel -> protect(channel, tls));
  }

  private CompletableFuture<Channel> protect(Channel channel, SessionTls tls) {
    agreeing = channel;
    return tls.protect(channel).whenComplete((agreed, failure) -> agreeing = null);
  }

  /** Returns the reply where there was no connection, or no agreement on TLS. */
  FtpReply refusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof SSLException) {
      log.info("[{}] No TLS for the data of {}: {}", config.name(), peer, SessionTls.reason(cause));
      return FtpReply.of(ReplyCode.DATA_TLS_FAILED, "TLS was not agreed on for the data.");
    }
    return FtpReply.of(ReplyCode.NO_DATA_CONNECTION, "There is no data connection.");
  }

  private CompletableFuture<Channel> open() {
    DataPath taken = path;
    if (taken == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("Nothing is prepared."));
    }
    return taken.open().whenComplete((channel, failure) -> forget(taken));
  }

  /** Gives up the prepared way, and the connection that no transfer has yet, if any. */
  void close() {
    DataPath old = path;
    path = null;
    if (old != null) {
      old.close();
    }
    if (agreeing != null) {
      DataChannel.drop(agreeing);
    }
  }

  private void forget(DataPath taken) {
    if (path == taken) {
      path = null;
    }
  }

  private FtpReply reply(int port) {
    String numbers = DataAddress.toPassive((Inet4Address) local, port);
    return FtpReply.of(ReplyCode.PASSIVE, "Entering Passive Mode (" + numbers + ").");
  }

  private static FtpReply extendedReply(int port) {
    return FtpReply.of(
        ReplyCode.EXTENDED_PASSIVE,
        "Entering Extended Passive Mode " + DataAddress.toExtendedPassive(port));
  }
}
