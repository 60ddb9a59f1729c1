// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrameProperties {

  @Property(tries = 300)
  void frames_come_out_as_they_went_in_however_the_bytes_are_cut(
      @ForAll @Size(min = 1, max = 8) List<FrameType> types,
      @ForAll int stream,
      @ForAll @IntRange(min = 0, max = 3000) int length,
      @ForAll @IntRange(min = 1, max = 5000) int cut) {
    Decoded decoded = new Decoded(Frame.MAX_PAYLOAD_BYTES);
    List<String> expected = new ArrayList<>();
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      ByteBuffer payload = TcpNetwork.bytes(length, i);
      frames.add(frame(types.get(i), stream + i, payload));
      expected.add(line(types.get(i), stream + i, payload));
    }

    decoded.feed(join(frames), cut);

    assertThat(decoded.frames).isEqualTo(expected);
    assertThat(decoded.faults).isEmpty();
    decoded.end();
    assertThat(decoded.truncated).isZero();
  }

  @Property(tries = 500)
  void random_bytes_are_found_out_before_more_than_a_header_is_kept(
      @ForAll @Size(min = 16, max = 200) byte[] garbage) {
    Decoded decoded = new Decoded(Frame.MAX_PAYLOAD_BYTES);

    decoded.feed(garbage, garbage.length);

    assertThat(decoded.frames).isEmpty();
    assertThat(decoded.faults).hasSize(1);
  }

  @Example
  void every_flipped_bit_is_found_and_its_frame_is_not_delivered() {
    List<byte[]> frames =
        List.of(
            frame(FrameType.MESSAGE, 0, TcpNetwork.bytes(40, 1)),
            frame(FrameType.DATA, 7, TcpNetwork.bytes(100, 2)),
            frame(FrameType.PING, 0, TcpNetwork.bytes(0, 3)));
    byte[] sound = join(frames);
    int[] ends = {frames.get(0).length, frames.get(0).length + frames.get(1).length};
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] flipped = sound.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Decoded decoded = new Decoded(Frame.MAX_PAYLOAD_BYTES);

      decoded.feed(flipped, flipped.length);

      int soundFrames = bit / 8 < ends[0] ? 0 : bit / 8 < ends[1] ? 1 : 2;
      assertThat(decoded.frames).as("bit %d", bit).hasSize(soundFrames);
      assertThat(decoded.faults).as("bit %d", bit).hasSize(1);
    }
  }

  @Example
  void a_flipped_bit_in_a_header_is_found_with_the_header_alone() {
    byte[] sound = frame(FrameType.DATA, 7, TcpNetwork.bytes(100, 2));
    for (int bit = 0; bit < Frame.HEADER_BYTES * 8; bit++) {
      byte[] header = Arrays.copyOf(sound, Frame.HEADER_BYTES);
      header[bit / 8] ^= (byte) (1 << (bit % 8));
      Decoded decoded = new Decoded(Frame.MAX_PAYLOAD_BYTES);

      decoded.feed(header, header.length);

      assertThat(decoded.faults).as("bit %d", bit).hasSize(1);
    }
  }

  @Example
  void a_length_beyond_the_limit_is_refused_with_the_header_alone() {
    byte[] frame = frame(FrameType.MESSAGE, 0, TcpNetwork.bytes(1001, 1));
    Decoded decoded = new Decoded(1000);

    decoded.feed(Arrays.copyOf(frame, Frame.HEADER_BYTES), Frame.HEADER_BYTES);

    assertThat(decoded.faults).hasSize(1);
    assertThat(decoded.faults.get(0)).contains("1001");
  }

  @Example
  void nothing_is_delivered_after_an_unsound_frame() {
    byte[] unsound = frame(FrameType.MESSAGE, 0, TcpNetwork.bytes(10, 1));
    unsound[unsound.length - 1] ^= 1;
    Decoded decoded = new Decoded(1000);

    decoded.feed(join(List.of(unsound, frame(FrameType.MESSAGE, 0, TcpNetwork.bytes(10, 2)))), 7);

    assertThat(decoded.frames).isEmpty();
    assertThat(decoded.faults).hasSize(1);
  }

  @Property(tries = 100)
  void a_frame_that_ends_early_is_counted(@ForAll @IntRange(min = 1, max = 59) int length) {
    byte[] frame = frame(FrameType.MESSAGE, 0, TcpNetwork.bytes(40, 1));
    Decoded decoded = new Decoded(1000);

    decoded.feed(Arrays.copyOf(frame, length), length);
    decoded.end();

    assertThat(decoded.frames).isEmpty();
    assertThat(decoded.truncated).isEqualTo(1);
  }

  @Property(tries = 200)
  void an_introduction_comes_out_as_it_went_in(
      @ForAll @IntRange(min = 1, max = 65535) int port,
      @ForAll long cluster,
      @ForAll long incarnation,
      @ForAll @Size(16) byte[] uid,
      @ForAll Lane lane)
      throws WireFormatException {
    Hello hello =
        new Hello(
            1,
            2,
            3,
            cluster,
            Bytes.wrap(uid),
            incarnation,
            Frame.MAX_PAYLOAD_BYTES,
            99,
            new NodeAddress("10.0.0.1", port),
            lane);

    ByteBuffer longer = ByteBuffer.allocate(500).put(hello.encode()).position(0);

    assertThat(Hello.decode(hello.encode())).isEqualTo(hello);
    assertThat(Hello.decode(longer)).as("with what a later version appends").isEqualTo(hello);
  }

  @Property(tries = 500)
  void mutilated_introductions_are_refused_or_read_but_never_throw_anything_else(
      @ForAll @IntRange(min = 0, max = 79) int index, @ForAll byte value) {
    byte[] bytes = new byte[80];
    ByteBuffer.wrap(bytes)
        .put(TcpNetwork.config(0).hello(new NodeAddress("h", 1), Lane.BULK).encode());
    Assume.that(bytes[index] != value);
    bytes[index] = value;
    try {
      assertThat(Hello.decode(ByteBuffer.wrap(bytes))).isNotNull();
    } catch (WireFormatException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
  }

  static byte[] frame(FrameType type, int stream, ByteBuffer... parts) {
    ByteBuf frame = Frame.encode(UnpooledByteBufAllocator.DEFAULT, true, type, stream, parts);
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes).release();
    return bytes;
  }

  static byte[] join(List<byte[]> parts) {
    ByteBuffer joined = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(joined::put);
    return joined.array();
  }

  private static String line(FrameType type, int stream, ByteBuffer payload) {
    return type + " " + stream + " " + payload.remaining() + " " + payload.hashCode();
  }

  /** A decoder and what came out of it. */
  private static final class Decoded implements FrameDecoder.Sink {
    final List<String> frames = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    int truncated;
    private final EmbeddedChannel channel;

    Decoded(int maxPayloadBytes) {
      channel = new EmbeddedChannel(new FrameDecoder(this, maxPayloadBytes));
    }

    void feed(byte[] bytes, int cut) {
      for (int start = 0; start < bytes.length; start += cut) {
        ByteBuf piece = channel.alloc().buffer();
        piece.writeBytes(bytes, start, Math.min(cut, bytes.length - start));
        channel.writeInbound(piece);
      }
    }

    void end() {
      channel.finish();
    }

    @Override
    public void frame(FrameType type, int stream, ByteBuf payload) {
      frames.add(line(type, stream, payload.nioBuffer()));
    }

    @Override
    public void malformed(String reason) {
      faults.add(reason);
    }

    @Override
    public void forged() {
      faults.add("forged");
    }

    @Override
    public void truncated() {
      truncated++;
    }
  }
}
