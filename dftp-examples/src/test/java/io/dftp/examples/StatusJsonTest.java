// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatusJsonTest {

  private static final String NO_SCRUB =
      "{\"thousandths\":0,\"passes\":0,\"secondsSincePass\":null,\"secondsForPass\":null,"
          + "\"damaged\":0,\"waiting\":0,\"lost\":0}";

  @Test
  void writesOneObjectOnOneLine() {
    assertThat(StatusJson.of(SampleStatus.ofTwoHosts("two", 0)))
        .isEqualTo(
            "{\"settled\":true,\"unsettled\":[],\"silent\":[],\"rings\":1,\"coordinator\":\"one\",\"why\":\"it"
                + " claimed\",\"hosts\":["
                + "{\"name\":\"one\",\"ring\":\"127.0.0.1:5001\",\"uid\":\"00ff\",\"ftp\":\"127.0.0.1:2121\","
                + "\"positions\":[\"01"
                + "ab".repeat(19)
                + "\"],\"coordinator\":\"one\",\"epoch\":4,\"role\":\"leader\",\"why\":\"it"
                + " claimed\",\"sees\":[\"127.0.0.1:5001\"],\"outsiders\":[],\"disk\":\"sound\",\"scrub\":"
                + NO_SCRUB
                + "},"
                + "{\"name\":\"two\",\"ring\":\"127.0.0.1:5002\",\"uid\":\"00ee\",\"ftp\":\"127.0.0.1:2122\","
                + "\"positions\":[\"02"
                + "ab".repeat(19)
                + "\"],\"coordinator\":\"one\",\"epoch\":4,\"role\":\"follower\",\"why\":\"it"
                + " follows\",\"sees\":[\"127.0.0.1:5002\"],\"outsiders\":[],\"disk\":\"sound\",\"scrub\":"
                + NO_SCRUB
                + "}],"
                + "\"objects\":{\"total\":20,\"belowTarget\":0,\"lost\":0}}");
  }

  @Test
  void tellsWhatIsNotSettled() {
    assertThat(StatusJson.of(SampleStatus.ofTwoHosts("two", 3)))
        .startsWith("{\"settled\":false,\"unsettled\":[\"3 objects have fewer copies")
        .contains("\"belowTarget\":3");
  }

  @Test
  void escapesWhatAStringMayNotHold() {
    assertThat(StatusJson.string("a\"b\\c\n\r\t\u0000\u001f"))
        .isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001f\"");
    assertThat(StatusJson.string("caf\u00e9")).isEqualTo("\"caf\u00e9\"");
    assertThat(StatusJson.string("\ud83d\ude00")).isEqualTo("\"\\ud83d\\ude00\"");
  }

  @Test
  void aNameCannotBreakOutOfItsString() {
    assertThat(StatusJson.of(SampleStatus.ofTwoHosts("x\",\"y\":\"", 0)))
        .contains("\"name\":\"x\\\",\\\"y\\\":\\\"\"");
  }
}
