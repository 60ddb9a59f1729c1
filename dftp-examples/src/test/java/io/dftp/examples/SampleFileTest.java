// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class SampleFileTest {

  @Test
  void contentFollowsFromTheSeed() throws IOException {
    assertThat(content(100_001, 1)).hasSize(100_001).isEqualTo(content(100_001, 1));
    assertThat(content(100_001, 1)).isNotEqualTo(content(100_001, 2));
    assertThat(content(0, 1)).isEmpty();
  }

  @Test
  void contentDoesNotDependOnHowItIsRead() throws IOException {
    byte[] atOnce = content(70_000, 5);
    byte[] byteByByte = new byte[atOnce.length];

    try (InputStream in = new SampleFile("/f", atOnce.length, 5).open()) {
      for (int i = 0; i < byteByByte.length; i++) {
        byteByByte[i] = (byte) in.read();
      }
      assertThat(in.read()).isEqualTo(-1);
    }

    assertThat(byteByByte).isEqualTo(atOnce);
  }

  private static byte[] content(int bytes, long seed) throws IOException {
    try (InputStream in = new SampleFile("/f", bytes, seed).open()) {
      return in.readAllBytes();
    }
  }
}
