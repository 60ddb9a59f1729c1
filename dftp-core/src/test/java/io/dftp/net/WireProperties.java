// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;

class WireProperties {

  @Property
  void everyValueComesBack(
      @ForAll @IntRange(max = 255) int small,
      @ForAll @IntRange(max = 65_535) int medium,
      @ForAll int large,
      @ForAll long huge,
      @ForAll boolean truth,
      @ForAll byte[] bytes,
      @ForAll @CharRange(from = ' ', to = '\ud000') @StringLength(max = 300) String text,
      @ForAll @Size(max = 40) List<Integer> list)
      throws WireFormatException {
    WireWriter writer =
        new WireWriter(1 << 20)
            .u8(small)
            .u16(medium)
            .i32(large)
            .i64(huge)
            .bool(truth)
            .bytes(bytes)
            .text(text)
            .address(new NodeAddress("::1", 1 + medium % 65_535))
            .list(list, (value, into) -> into.i32(value))
            .raw(ByteBuffer.wrap(bytes));

    WireReader reader = new WireReader(writer.toBuffer());

    assertThat(reader.u8()).isEqualTo(small);
    assertThat(reader.u16()).isEqualTo(medium);
    assertThat(reader.i32()).isEqualTo(large);
    assertThat(reader.i64()).isEqualTo(huge);
    assertThat(reader.bool()).isEqualTo(truth);
    assertThat(reader.bytes(bytes.length)).isEqualTo(bytes);
    assertThat(reader.text(1000)).isEqualTo(text);
    assertThat(reader.address()).isEqualTo(new NodeAddress("::1", 1 + medium % 65_535));
    assertThat(reader.list(40, WireReader::i32)).isEqualTo(list);
    assertThat(reader.rest()).isEqualTo(ByteBuffer.wrap(bytes));
    assertThat(reader.remaining()).isZero();
    assertThat(writer.toBytes()).hasSize(writer.size());
  }

  /** Each number is one call on the reader; nothing but a {@link WireFormatException} comes out. */
  @Property(tries = 5000)
  void anyBytesAreReadOrRefused(
      @ForAll @Size(max = 200) byte[] bytes,
      @ForAll @Size(max = 30) List<@IntRange(max = 9) Integer> calls) {
    WireReader reader = new WireReader(ByteBuffer.wrap(bytes));
    try {
      for (int call : calls) {
        switch (call) {
          case 0 -> reader.u8();
          case 1 -> reader.u16();
          case 2 -> reader.i32();
          case 3 -> reader.i64();
          case 4 -> reader.bool();
          case 5 -> reader.bytes(Integer.MAX_VALUE);
          case 6 -> reader.text(65_535);
          case 7 -> reader.address();
          case 8 -> reader.list(65_535, WireReader::address);
          default -> reader.raw(bytes.length / 2);
        }
      }
    } catch (WireFormatException expected) {
      assertThat(expected).hasMessageMatching("(?s).+");
    }
  }

  @Property(tries = 5000)
  void anyEnvelopeIsReadOrRefused(@ForAll @Size(max = 60) byte[] bytes) {
    try {
      Envelope envelope = Envelope.decode(ByteBuffer.wrap(bytes));
      assertThat(envelope.remainingMillis()).isNotNegative();
      envelope.failure(new NodeAddress("h", 1));
    } catch (WireFormatException expected) {
      assertThat(expected).hasMessageMatching("(?s).+");
    }
  }

  @Property
  void aWriterStopsAtItsLimit(@ForAll @IntRange(min = 0, max = 2000) int limit) {
    WireWriter writer = new WireWriter(limit);
    writer.raw(new byte[limit]);

    assertThatThrownBy(() -> writer.u8(1)).isInstanceOf(BufferOverflowException.class);
    assertThat(writer.size()).isEqualTo(limit);
  }

  @Property
  void lengthsBeyondTheStatedMostAreRefused(@ForAll @Size(min = 2, max = 50) byte[] bytes) {
    WireWriter writer = new WireWriter(1000).bytes(bytes);

    assertThatThrownBy(() -> new WireReader(writer.toBuffer()).bytes(bytes.length - 1))
        .isInstanceOf(WireFormatException.class);
  }

  @Property
  void addressesComeBackFromTheirText(
      @ForAll @IntRange(min = 1, max = 65_535) int port,
      @ForAll @UniqueElements @Size(min = 1, max = 4) List<@IntRange(max = 255) Integer> parts) {
    for (String host : List.of("10.0.0." + parts.get(0), "fe80::" + parts.size(), "host.example")) {
      NodeAddress address = new NodeAddress(host, port);

      assertThat(NodeAddress.parse(address.toString())).isEqualTo(address);
    }
  }

  @Example
  void malformedAddressesAreRefused() {
    for (String text :
        List.of("", ":", "h:", "h", ":1", "h:0", "h:65536", "h:x", "::1:5", "h:999999", "[]:1")) {
      assertThatThrownBy(() -> NodeAddress.parse(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
