// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.command.CommandTable;
import io.dftp.ftp.tls.TestIdentity;
import io.dftp.ftp.tls.TlsConfig;
import io.dftp.ftp.tls.TlsIdentity;
import io.dftp.ftp.tls.TlsMode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a control connection does while its client does not take the reply to AUTH. */
class ControlChannelTest {

  @TempDir Path folder;

  private final SlowWay way = new SlowWay();
  private EmbeddedChannel channel;

  @BeforeEach
  void connect() throws Exception {
    TlsIdentity identity = TestIdentity.in(folder);
    FtpServerConfig config =
        TestServer.config().withTls(TlsConfig.of(TlsMode.ALLOW, () -> identity));
    Admission admission = new Admission(config.limits(), Duration.ZERO);
    ServerContext server =
        new ServerContext(
            config,
            TestServer.inMemory(),
            (user, password) -> CompletableFuture.failedFuture(new AssertionError(user)),
            InstantSource.fixed(TestServer.NOW),
            CommandTable.standard(),
            admission,
            new Presence());
    channel =
        new LoopbackChannel(
            way,
            new ControlChannel(
                server,
                false,
                admission
                    .enter(InetAddress.getLoopbackAddress(), System.nanoTime())
                    .orElseThrow()));
    assertThat(sent()).startsWith("220 ");
    way.holds = true;
    say("AUTH TLS\r\n");
    assertThat(way.held).hasSize(1);
  }

  @Test
  void whatComesInClearBeforeTheReplyIsTakenIsNotDoneAndEndsTheConnection() {
    say("USER u\r\n");

    way.goesOn();

    assertThat(sent()).startsWith("234 ").doesNotContain("331");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void withNothingInClearTlsBegins() {
    way.goesOn();

    assertThat(sent()).startsWith("234 ");
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.pipeline().get(SslHandler.class)).isNotNull();
    channel.close();
  }

  private void say(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private String sent() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      all.append(next.toString(US_ASCII));
      next.release();
    }
    return all.toString();
  }

  /** A client that takes nothing for a while. */
  private static final class SlowWay extends ChannelOutboundHandlerAdapter {

    private final List<Runnable> held = new ArrayList<>();
    private boolean holds;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (holds) {
        held.add(() -> ctx.writeAndFlush(message, promise));
      } else {
        ctx.write(message, promise);
      }
    }

    void goesOn() {
      holds = false;
      held.forEach(Runnable::run);
    }
  }

  private static final class LoopbackChannel extends EmbeddedChannel {

    LoopbackChannel(ChannelHandler... handlers) {
      super(handlers);
    }

    @Override
    protected SocketAddress localAddress0() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 21);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
    }
  }
}
