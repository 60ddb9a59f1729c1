// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

  @Test
  void showsTheWholeTourInUnderAMinute(@TempDir Path directory) throws Exception {
    try (DftpProcess demo = DftpProcess.start(directory, "demo", "--exit")) {
      int code = demo.awaitExit(Duration.ofSeconds(60));

      assertThat(code).as("out %s, err %s", demo.out(), demo.err()).isZero();
      assertThat(demo.err()).isEmpty();
      assertThat(demo.out()).allMatch(line -> line.length() < 80);
      assertThat(demo.out())
          .anyMatch(line -> line.contains("all checksums equal after the loss"))
          .anyMatch(line -> line.contains("one large file") && line.contains("100.0 MiB"))
          .anyMatch(line -> line.startsWith("node1 "))
          .anyMatch(line -> line.startsWith("node2 "))
          .noneMatch(line -> line.startsWith("node3 "));
      assertThat(DftpProcess.temporary(directory)).isEmptyDirectory();
    }
  }
}
