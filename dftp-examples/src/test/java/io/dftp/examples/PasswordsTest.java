// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PasswordsTest {

  @Test
  void areLongPlainAndDifferent() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String password = Passwords.generate(new SecureRandom());
      assertThat(password).matches("[2-9a-zA-Z]{16}").doesNotContainPattern("[01OlI]");
      seen.add(password);
    }

    assertThat(seen).hasSize(100);
  }
}
