// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients get of the file descriptors. */
final class DescriptorsTest {

  @ParameterizedTest
  @CsvSource({"20, 10, 8", "180, 90, 45", "1024, 512, 256", "20000, 512, 9744"})
  void areSharedOut(long most, long heldBack, int sessions) {
    Descriptors descriptors = new Descriptors(most);

    assertThat(descriptors.heldBack()).isEqualTo(heldBack);
    assertThat(descriptors.sessions()).isEqualTo(sessions);
  }

  @Test
  void theSystemIsAsked() {
    assertThat(Descriptors.ofThisProcess().sessions()).isGreaterThanOrEqualTo(8);
  }
}
