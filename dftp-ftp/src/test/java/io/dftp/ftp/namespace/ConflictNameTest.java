// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.protocol.FtpPath;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConflictNameTest {

  private static final String NODE = "node-2";
  private static final Instant TIME = Instant.parse("2026-11-23T07:10:00Z");

  @Test
  void standsBeforeTheExtension() {
    assertThat(ConflictName.of("a.b.txt", NODE, TIME))
        .isEqualTo("a.b (conflict node-2 20261123T071000Z).txt");
    assertThat(ConflictName.of(".profile", NODE, TIME))
        .isEqualTo(".profile (conflict node-2 20261123T071000Z)");
  }

  @Test
  void showsTheNodeSoThatItIsAValidName() {
    assertThat(ConflictName.writer("host.example.org")).isEqualTo("host.example.org");
    assertThat(ConflictName.writer("a b/c(d)\u00e4")).isEqualTo("a-b-c-d--");
    assertThat(ConflictName.writer("x".repeat(100))).hasSize(64);
  }

  @Test
  void leadsBackToTheName() {
    for (String name : new String[] {"a", "a.txt", ".profile", "a (conflict).x", "\u00e4 b.c"}) {
      assertThat(ConflictName.original(ConflictName.of(name, NODE, TIME))).contains(name);
    }
    assertThat(ConflictName.original("report.txt")).isEmpty();
    assertThat(ConflictName.original("a (conflict x).txt")).isEmpty();
  }

  @Test
  void isAlwaysAValidName() {
    for (String name :
        new String[] {
          "x".repeat(255),
          "\ud83d\ude00".repeat(63),
          "a." + "y".repeat(253),
          "z".repeat(250) + ".txt"
        }) {
      String conflict = ConflictName.of(name, NODE, TIME);

      assertThat(conflict.getBytes(UTF_8).length).isLessThanOrEqualTo(255);
      assertThat(FtpPath.isValidName(conflict)).as(conflict).isTrue();
    }
  }
}
