// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.CancelledException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyValueOverTcpTest {

  @Test
  void whatIsPutThroughOneHostIsGotThroughAnotherAlsoWhenTheFirstHasStopped() throws IOException {
    try (KeyValueOverTcp two = new KeyValueOverTcp("two", List.of())) {
      try (KeyValueOverTcp one = new KeyValueOverTcp("one", List.of(two.address()));
          KeyValueOverTcp three = new KeyValueOverTcp("three", List.of(two.address()))) {
        one.put("colour", "blue");
        one.put("colour", "green");
        three.put("shape", "round");

        assertThat(two.get("colour")).containsExactly("green");
        assertThat(three.get("colour")).containsExactly("green");
        assertThat(one.get("shape")).containsExactly("round");
        assertThat(one.get("size")).isEmpty();
      }

      Await.passes(
          "the last host serves everything",
          Duration.ofSeconds(15),
          () -> {
            assertThat(two.get("colour")).containsExactly("green");
            assertThat(two.get("shape")).containsExactly("round");
          });
    }
  }

  @Test
  void closingAgainDoesNothingAndAClosedOneSaysSo() throws IOException {
    KeyValueOverTcp one = new KeyValueOverTcp("one", List.of());

    one.close();
    one.close();

    assertThatThrownBy(() -> one.get("colour"))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("is closed");
  }
}
