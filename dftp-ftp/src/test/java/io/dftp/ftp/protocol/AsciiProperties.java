// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The converters against an obvious twin, for every way to cut the text into chunks. */
final class AsciiProperties {

  @Property
  void encodingAddsTheMissingCrs(
      @ForAll("text") String text, @ForAll @IntRange(min = 1, max = 5) int step) {
    AsciiEncoder encoder = new AsciiEncoder();

    assertThat(inPieces(text, step, encoder::encode))
        .isEqualTo(text.replaceAll("(?<!\r)\n", "\r\n"));
  }

  @Property
  void decodingRemovesTheCrBeforeALf(
      @ForAll("text") String text, @ForAll @IntRange(min = 1, max = 5) int step) {
    AsciiDecoder decoder = new AsciiDecoder();

    String decoded = inPieces(text, step, decoder::decode) + text(decoder.finish());

    assertThat(decoded).isEqualTo(text.replace("\r\n", "\n"));
  }

  @Property
  void linesSurviveTheWayThereAndBack(@ForAll("text") String text) {
    String unix = text.replace("\r", "");
    AsciiDecoder decoder = new AsciiDecoder();

    String wire = inPieces(unix, 3, new AsciiEncoder()::encode);
    String back = inPieces(wire, 2, decoder::decode) + text(decoder.finish());

    assertThat(back).isEqualTo(unix);
  }

  @Example
  void nothingIsHeldTwice() {
    AsciiDecoder decoder = new AsciiDecoder();
    decoder.decode(ByteBuffer.wrap(new byte[] {'\r'}));

    assertThat(text(decoder.finish())).isEqualTo("\r");
    assertThat(text(decoder.finish())).isEmpty();
  }

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.strings().withChars('\r', '\n', 'a').ofMaxLength(30);
  }

  private static String inPieces(String text, int step, UnaryOperator<ByteBuffer> convert) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    StringBuilder out = new StringBuilder();
    for (int from = 0; from < bytes.length; from += step) {
      int size = Math.min(step, bytes.length - from);
      out.append(text(convert.apply(ByteBuffer.wrap(bytes, from, size))));
    }
    return out.toString();
  }

  private static String text(ByteBuffer bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (bytes.hasRemaining()) {
      out.write(bytes.get());
    }
    return out.toString(ISO_8859_1);
  }
}
