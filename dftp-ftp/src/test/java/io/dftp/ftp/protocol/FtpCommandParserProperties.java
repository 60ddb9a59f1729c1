// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class FtpCommandParserProperties {
  private static final int MAX_LINE = 40;

  @Property
  void howBytesAreSplitDoesNotMatter(
      @ForAll("controlBytes") byte[] bytes, @ForAll @IntRange(min = 1, max = 7) int step) {
    List<ControlInput> whole = FtpCommandParserTest.parse(new FtpCommandParser(MAX_LINE), bytes);

    FtpCommandParser parser = new FtpCommandParser(MAX_LINE);
    List<ControlInput> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += step) {
      byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step));
      pieces.addAll(FtpCommandParserTest.parse(parser, piece));
    }

    assertThat(pieces).isEqualTo(whole);
  }

  @Property
  void plainLinesComeThroughAsTheyAre(
      @ForAll @Size(max = 8) List<@net.jqwik.api.From("plainLine") String> lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    lines.forEach(line -> out.writeBytes((line + "\r\n").getBytes(UTF_8)));

    List<ControlInput> parsed =
        FtpCommandParserTest.parse(new FtpCommandParser(MAX_LINE * 4), out.toByteArray());

    assertThat(parsed)
        .isEqualTo(lines.stream().map(line -> (ControlInput) FtpCommand.ofLine(line)).toList());
  }

  /** Random bytes, rich in those that mean something. */
  @Provide
  Arbitrary<byte[]> controlBytes() {
    Arbitrary<Byte> special =
        Arbitraries.of(0xFF, 0xF2, 0xF4, 0xF0, 0xFA, 0xFB, 0xFE, 13, 10, 0, 32, 65)
            .map(Integer::byteValue);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, special), net.jqwik.api.Tuple.of(1, Arbitraries.bytes()))
        .array(byte[].class)
        .ofMaxSize(200);
  }

  @Provide
  Arbitrary<String> plainLine() {
    Arbitrary<String> argument =
        Arbitraries.strings()
            .withCharRange(' ', '~')
            .withCharRange('\u00a0', '\u04ff')
            .ofMinLength(1)
            .ofMaxLength(MAX_LINE);
    return argument.map(text -> "X" + text);
  }
}
