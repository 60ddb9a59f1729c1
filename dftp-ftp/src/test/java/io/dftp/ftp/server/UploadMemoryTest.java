// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much memory of an upload waits for its sink, whatever the client puts in a packet. */
final class UploadMemoryTest {
  private final HeldFiles files = new HeldFiles(TestServer.inMemory());
  private final FtpServerConfig config = TestServer.config();
  private final Reads reads = new Reads();
  private final EmbeddedChannel data = new EmbeddedChannel(reads, new DataChannel());
  private final FileSink sink = files.openWrite(FtpPath.of("/f"), WriteMode.replace()).join();
  private final Upload upload = new Upload(config, data.eventLoop(), sink, () -> false);

  /** Counts how often it was asked for more. */
  private static final class Reads extends ChannelOutboundHandlerAdapter {
    int count;

    @Override
    public void read(ChannelHandlerContext ctx) {
      count++;
    }
  }

  @BeforeEach
  void begin() {
    data.config().setAutoRead(false);
    upload.begin(data);
  }

  @AfterEach
  void end() {
    upload.cancel(FtpReply.of(ReplyCode.TRANSFER_BROKEN, "The test is over."));
    files.release();
    data.finishAndReleaseAll();
  }

  @Test
  void aByteDoesNotHoldWhatTheReadHadRoomFor() {
    ByteBuf read = read(1);

    data.writeInbound(read);

    assertThat(files.heldBytes.get()).isEqualTo(1);
    assertThat(read.refCnt()).isZero();
  }

  @Test
  void aFullReadIsNotCopied() {
    ByteBuf read = read(DataChannel.CHUNK_BYTES);

    data.writeInbound(read);

    assertThat(read.refCnt()).isEqualTo(1);
  }

  @Test
  void manySmallReadsAreBoundedToo() {
    int most = config.limits().transferWindowBytes() / 512;
    for (int i = 0; i < most; i++) {
      data.writeInbound(read(1));
    }
    int asked = reads.count;

    data.writeInbound(read(1));

    assertThat(reads.count).as("reads asked for").isEqualTo(asked);
    assertThat(asked).isLessThan(most);
  }

  private ByteBuf read(int bytes) {
    return data.alloc().directBuffer(DataChannel.CHUNK_BYTES).writeZero(bytes);
  }
}
