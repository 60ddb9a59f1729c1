// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.protocol.FtpPath;
import io.dftp.store.Dot;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConflictNameTest {

  private static final Dot DOT = new Dot(0x0123_4567_89ab_cdefL, 26);
  private static final Instant TIME = Instant.parse("2026-11-23T07:10:00Z");

  @Test
  void standsBeforeTheExtension() {
    assertThat(ConflictName.of("a.b.txt", DOT, TIME))
        .isEqualTo("a.b (conflict 01234567-1a 20261123T071000Z).txt");
    assertThat(ConflictName.of(".profile", DOT, TIME))
        .isEqualTo(".profile (conflict 01234567-1a 20261123T071000Z)");
  }

  @Test
  void leadsBackToTheName() {
    for (String name : new String[] {"a", "a.txt", ".profile", "a (conflict).x", "\u00e4 b.c"}) {
      assertThat(ConflictName.original(ConflictName.of(name, DOT, TIME))).contains(name);
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
      String conflict = ConflictName.of(name, DOT, TIME);

      assertThat(conflict.getBytes(UTF_8).length).isLessThanOrEqualTo(255);
      assertThat(FtpPath.isValidName(conflict)).as(conflict).isTrue();
    }
  }
}
