// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.WireFormatException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a connection into frames and hands sound ones to the sink. The first unsound
 * one ends it: what follows is skipped. Never holds more than one frame and what came with it in
 * one read. Confined to the channel's thread.
 */
final class FrameDecoder extends ByteToMessageDecoder {

  /** Takes sound frames. */
  interface Sink {

    /**
     * Takes a frame.
     *
     * @param payload valid during the call
     * @throws WireFormatException if it does not fit what came before
     */
    void frame(FrameType type, int stream, ByteBuf payload) throws WireFormatException;

    /** Learns, once, that the bytes are no sequence of frames. */
    void malformed(String reason);

    /** Learns, once, that a whole frame does not carry the tag that it should. */
    void forged();

    /** Learns that the connection ended inside a frame. */
    void truncated();
  }

  private final Sink sink;
  private int maxPayloadBytes;
  private @Nullable FrameType type;
  private int stream;
  private int length;
  private @Nullable FrameSeal seal;
  private boolean broken;
  private boolean underTls;

  FrameDecoder(Sink sink, int maxPayloadBytes) {
    this.sink = sink;
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /** Sets the longest payload that is accepted from now on. */
  void accept(int payloadBytes) {
    this.maxPayloadBytes = payloadBytes;
  }

  /** Demands a tag of every frame from the next one on. */
  void demandTags(FrameSeal incoming) {
    this.seal = incoming;
  }

  /** Demands no more tags. */
  void demandNoTags() {
    this.seal = null;
  }

  /** What comes from now on comes out of TLS, which has found it sound. */
  void underTls() {
    this.underTls = true;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (!broken) {
      try {
        decode(in);
      } catch (WireFormatException unsound) {
        broken = true;
        sink.malformed(String.valueOf(unsound.getMessage()));
      }
    }
    if (broken) {
      in.skipBytes(in.readableBytes());
    }
  }

  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    decode(context, in, out);
    if (!broken && (type != null || in.isReadable())) {
      in.skipBytes(in.readableBytes());
      sink.truncated();
    }
  }

  private void decode(ByteBuf in) throws WireFormatException {
    if (type == null) {
      if (in.readableBytes() < Frame.HEADER_BYTES) {
        return;
      }
      type = header(in);
    }
    int tagBytes = seal == null ? 0 : FrameSeal.TAG_BYTES;
    if (in.readableBytes() < length + Frame.TRAILER_BYTES + tagBytes) {
      return;
    }
    int start = in.readerIndex();
    if (!underTls && Frame.checksum(in, start, length) != in.getInt(start + length)) {
      throw new WireFormatException("checksum of a payload of " + length + " bytes");
    }
    if (seal != null
        && !FrameSeal.matches(
            seal.payload(in, start, length), in, start + length + Frame.TRAILER_BYTES)) {
      broken = true;
      sink.forged();
      return;
    }
    FrameType whole = type;
    type = null;
    in.skipBytes(length + Frame.TRAILER_BYTES + tagBytes);
    sink.frame(whole, stream, in.slice(start, length));
  }

  private FrameType header(ByteBuf in) throws WireFormatException {
    int start = in.readerIndex();
    if (Frame.checksum(in, start, Frame.HEADER_CRC_OFFSET)
        != in.getInt(start + Frame.HEADER_CRC_OFFSET)) {
      throw new WireFormatException("checksum of a header");
    }
    length = in.getUnsignedMedium(start);
    if (length > maxPayloadBytes) {
      throw new WireFormatException(
          "a frame of " + length + " bytes where at most " + maxPayloadBytes + " are allowed");
    }
    int code = in.getUnsignedByte(start + 3);
    FrameType known = FrameType.ofCode(code);
    if (known == null) {
      throw new WireFormatException("unknown type of frame " + code);
    }
    if (in.getInt(start + 4) != 0) {
      throw new WireFormatException("flags that this version does not know");
    }
    stream = in.getInt(start + 8);
    if (seal != null) {
      seal.header(in, start);
    }
    in.skipBytes(Frame.HEADER_BYTES);
    return known;
  }
}
