// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormatsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T05:43:21Z");
  private static final ListingEntry FILE =
      new ListingEntry("a b", false, 1234, NOW, "id1", true, true);
  private static final ListingEntry DIRECTORY =
      new ListingEntry("d", true, 0, Instant.parse("2001-02-03T04:05:06Z"), "id2", true, false);

  @Test
  void aReplyOfOneLine() {
    assertThat(encoded(FtpReply.of(ReplyCode.OK, "Done."))).isEqualTo("200 Done.\r\n");
  }

  @Test
  void innerLinesAreIndentedSoThatNoneEndsTheReply() {
    FtpReply reply = FtpReply.of(ReplyCode.SYSTEM_STATUS, "First", List.of("211 no end"), "End");

    assertThat(encoded(reply)).isEqualTo("211-First\r\n 211 no end\r\n211 End\r\n");
  }

  @Test
  void textCannotForgeALine() {
    assertThat(encoded(FtpReply.of(ReplyCode.OK, "a\r\n226 b"))).isEqualTo("200 a  226 b\r\n");
  }

  @Test
  void textCannotSteerATerminal() {
    assertThat(encoded(FtpReply.of(ReplyCode.FILE_UNAVAILABLE, "a\u001b\u0085\u009b\u202eb")))
        .isEqualTo("550 a\\u001b\\u0085\\u009b\\u202eb\r\n");
  }

  @Test
  void listLinesLookLikeThoseOfLs() {
    assertThat(ListingFormat.unix(FILE, NOW))
        .isEqualTo("-rw-r--r--   1 ftp      ftp              1234 Nov 23 05:43 a b");
    assertThat(ListingFormat.unix(DIRECTORY, NOW))
        .isEqualTo("dr-xr-xr-x   1 ftp      ftp                 0 Feb 03  2001 d");
  }

  @Test
  void machineLinesTellTheChosenFacts() {
    assertThat(ListingFormat.machine(FILE, MlstFact.all()))
        .isEqualTo("type=file;size=1234;modify=20261123054321;perm=adfrw;unique=id1; a b");
    assertThat(ListingFormat.machine(DIRECTORY, MlstFact.all()))
        .isEqualTo("type=dir;modify=20010203040506;perm=el;unique=id2; d");
    assertThat(ListingFormat.machine(FILE, Set.of())).isEqualTo(" a b");
    assertThat(MlstFact.ofArgument("SIZE;foo;Type"))
        .contains(EnumSet.of(MlstFact.TYPE, MlstFact.SIZE));
    assertThat(MlstFact.ofArgument("")).contains(Set.of());
    assertThat(MlstFact.ofArgument("size;size;")).contains(EnumSet.of(MlstFact.SIZE));
    assertThat(MlstFact.ofArgument("type ;")).isEmpty();
    assertThat(MlstFact.feature(EnumSet.of(MlstFact.SIZE)))
        .isEqualTo("MLST type;size*;modify;perm;unique;");
  }

  @Test
  void quotesInAPathAreDoubled() {
    assertThat(ListingFormat.quoted("/q\"uo\"te")).isEqualTo("\"/q\"\"uo\"\"te\"");
  }

  @ParameterizedTest
  @CsvSource({"A,ASCII", "a n,ASCII", "I,IMAGE", "L 8,IMAGE", "l8,IMAGE"})
  void typesThatAreBuilt(String argument, TransferType type) {
    assertThat(TransferType.ofArgument(argument)).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({"E,504", "A T,504", "A C,504", "L 7,504", "L 16,504", "X,501", "'',501", "I 8,501"})
  void typesThatAreNotBuilt(String argument, int code) {
    assertThat(refusal(() -> TransferType.ofArgument(argument))).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "127,0,0,1,4,5 127.0.0.1:1029",
        "0,0,0,0,0,0 0.0.0.0:0",
        "255,255,255,255,255,255 255.255.255.255:65535"
      })
  void portIsRead(String argument, String expected) {
    InetSocketAddress address = DataAddress.ofPort(argument);

    assertThat(address.getAddress().getHostAddress() + ":" + address.getPort()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "1,2,3,4,5",
        "1,2,3,4,5,6,7",
        "256,0,0,1,4,5",
        "a,b,c,d,e,f",
        "-1,0,0,1,4,5",
        "1,2,3,4,5,999"
      })
  void aMalformedPortIs501(String argument) {
    assertThat(refusal(() -> DataAddress.ofPort(argument))).isEqualTo(501);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {"|1|127.0.0.1|1029|", "!2!::1!1029!"})
  void eprtIsRead(String argument) {
    InetSocketAddress address = DataAddress.ofExtendedPort(argument);

    assertThat(address.getAddress().isLoopbackAddress()).isTrue();
    assertThat(address.getPort()).isEqualTo(1029);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "|1|localhost|1029| 501",
        "|1|127.0.0.1|0| 501",
        "|1|127.0.0.1|65536| 501",
        "|1|127.0.0.1|9999999999| 501",
        "|1|::1|1029| 501",
        "|1|127.0.0.1|1029 501",
        "|| 501",
        "|||| 501",
        "x 501",
        "|3|127.0.0.1|1029| 522",
      })
  void otherEprtsAreRefused(String argument, int code) {
    assertThat(refusal(() -> DataAddress.ofExtendedPort(argument))).isEqualTo(code);
  }

  @Property
  void passiveAddressesAreReadBack(@ForAll @IntRange(min = 1, max = 65535) int port)
      throws Exception {
    Inet4Address host = (Inet4Address) InetAddress.getByAddress(new byte[] {10, 0, (byte) 200, 7});

    assertThat(DataAddress.ofPort(DataAddress.toPassive(host, port)))
        .isEqualTo(new InetSocketAddress(host, port));
  }

  @Property
  void timesAreReadBack(@ForAll @LongRange(min = 0, max = 253402300799L) long second) {
    Instant time = Instant.ofEpochSecond(second);

    assertThat(FtpTime.parse(FtpTime.format(time))).contains(time);
  }

  @Test
  void timesBeyond14DigitsAreShownAsTheNearest() {
    ListingEntry far = new ListingEntry("f", false, 1, Instant.MAX, "id", true, true);

    assertThat(FtpTime.format(Instant.MAX)).isEqualTo("99991231235959");
    assertThat(FtpTime.format(Instant.MIN)).isEqualTo("00000101000000");
    assertThat(ListingFormat.unix(far, NOW)).endsWith(" Dec 31  9999 f");
  }

  @Test
  void timesMayHaveAFraction() {
    assertThat(FtpTime.parse("20010203040506.78"))
        .contains(Instant.parse("2001-02-03T04:05:06.780Z"));
    assertThat(FtpTime.parse("20010203040506.")).isEmpty();
    assertThat(FtpTime.parse("20011303040506")).isEmpty();
    assertThat(FtpTime.parse("20010229000000")).isEmpty();
    assertThat(FtpTime.parse("2001020304050")).isEmpty();
  }

  private static String encoded(FtpReply reply) {
    return new String(reply.encode(), UTF_8);
  }

  private static int refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(RefusalException.class, call).reply().code().number();
  }
}
