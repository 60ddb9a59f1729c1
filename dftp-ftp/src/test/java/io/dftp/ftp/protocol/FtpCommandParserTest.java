// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.protocol.ControlInput.BadLine;
import io.dftp.ftp.protocol.ControlInput.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FtpCommandParserTest {
  private static final int MAX_LINE = 64;

  static List<ControlInput> parse(FtpCommandParser parser, byte[] bytes) {
    List<ControlInput> result = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      Optional<ControlInput> input = parser.parse(buffer);
      input.ifPresent(result::add);
    }
    return result;
  }

  private static List<ControlInput> parse(String latin1) {
    return parse(new FtpCommandParser(MAX_LINE), latin1.getBytes(ISO_8859_1));
  }

  @Test
  void aLineBecomesVerbAndArgument() {
    assertThat(parse("retr a b \r\nNOOP\r\nPWD\n"))
        .containsExactly(
            new FtpCommand("RETR", "a b "), new FtpCommand("NOOP", ""), new FtpCommand("PWD", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00ff\u00f4\u00ffABOR\r\n",
        "\u00ff\u00f4\u00ff\u00f2ABOR\r\n",
        "\u00f2ABOR\r\n",
        "\u00ffABOR\r\n",
        "\u00ff\u00fb\u0001ABOR\r\n",
        "\u00ff\u00fa\u0018\u0000\u00ff\u00ffx\u00ff\u00f0ABOR\r\n",
      })
  void telnetAroundAborIsDroppedHoweverItIsSplit(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int cut = 0; cut <= bytes.length; cut++) {
      FtpCommandParser parser = new FtpCommandParser(MAX_LINE);
      List<ControlInput> result = new ArrayList<>();
      result.addAll(parse(parser, java.util.Arrays.copyOfRange(bytes, 0, cut)));
      result.addAll(parse(parser, java.util.Arrays.copyOfRange(bytes, cut, bytes.length)));

      assertThat(result).as("cut at " + cut).containsExactly(new FtpCommand("ABOR", ""));
    }
  }

  @Test
  void anOptionNegotiationIsDroppedWithItsByte() {
    for (char command = 0xFB; command <= 0xFE; command++) {
      assertThat(parse("NO\u00ff" + command + "ZOP\r\n"))
          .containsExactly(new FtpCommand("NOOP", ""));
    }
  }

  @Test
  void aSubnegotiationWithoutEndSwallowsOneLineOnly() {
    assertThat(parse("NO\u00ff\u00faOP\r\nPWD\r\n"))
        .containsExactly(new FtpCommand("NO", ""), new FtpCommand("PWD", ""));
  }

  @Test
  void aDoubledIacIsOneByteOfData() {
    // One byte 0xFF never is UTF-8, so it shows as such.
    assertThat(parse("RETR \u00ff\u00ff\r\n")).containsExactly(new BadLine(Reason.NOT_UTF8));
    assertThat(parse("RETR a\u00ffb\r\n")).containsExactly(new BadLine(Reason.NOT_UTF8));
  }

  @Test
  void crNulIsCrAndALoneCrIsKept() {
    assertThat(parse("RETR a\r\u0000b\r\n")).containsExactly(new FtpCommand("RETR", "a\rb"));
    assertThat(parse("RETR a\rb\r\r\n")).containsExactly(new FtpCommand("RETR", "a\rb\r"));
  }

  @Test
  void namesAreUtf8AndNothingElse() {
    byte[] line = "RETR \u00e4\u20ac\ud83d\ude00\r\n".getBytes(UTF_8);

    assertThat(parse(new FtpCommandParser(MAX_LINE), line))
        .containsExactly(new FtpCommand("RETR", "\u00e4\u20ac\ud83d\ude00"));
    assertThat(parse("RETR \u00e4\r\n")).containsExactly(new BadLine(Reason.NOT_UTF8));
  }

  @Test
  void aLineThatIsTooLongIsSkippedToItsEnd() {
    String longest = "A".repeat(MAX_LINE);

    assertThat(parse(longest + "\r\n" + longest + "A\r\nNOOP\r\n\r\n"))
        .containsExactly(
            new FtpCommand(longest, ""),
            new BadLine(Reason.TOO_LONG),
            new FtpCommand("NOOP", ""),
            new BadLine(Reason.EMPTY));
  }

  @Test
  void parsingStopsAtTheEndOfALine() {
    ByteBuffer two = ByteBuffer.wrap("NOOP\r\nPWD\r\n".getBytes(UTF_8));

    new FtpCommandParser(MAX_LINE).parse(two);

    assertThat(two.remaining()).isEqualTo(5);
  }

  @Test
  void secretsAreMaskedAndControlCharactersEscapedForLogs() {
    assertThat(FtpCommand.ofLine("PASS secret")).hasToString("PASS ***");
    assertThat(FtpCommand.ofLine("RETR a\u001bb\rc")).hasToString("RETR a\\u001bb\\u000dc");
    assertThat(FtpCommand.ofLine("RETR \u0080\u009f\u202ex\u2028\u2066 y"))
        .hasToString("RETR \\u0080\\u009f\\u202ex\\u2028\\u2066 y");
  }
}
