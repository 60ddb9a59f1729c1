// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatusTableTest {

  @Test
  void alignsOneRowAHost() {
    assertThat(StatusTable.of("home", SampleStatus.ofTwoHosts("a-longer-name", 0)).lines())
        .containsExactly(
            "cluster home: settled",
            "2 hosts in 1 ring, coordinator one",
            "20 objects, 0 with too few copies",
            "",
            "HOST           POSITION    RING            FTP             COORDINATOR",
            "one            01abababab  127.0.0.1:5001  127.0.0.1:2121  one (epoch 4)",
            "a-longer-name  02abababab  127.0.0.1:5002  127.0.0.1:2122  one (epoch 4)");
  }

  @Test
  void saysWhyItIsNotSettled() {
    assertThat(StatusTable.of("home", SampleStatus.ofTwoHosts("two", 3)).lines())
        .startsWith("cluster home: not settled", "  - 3 objects have fewer copies than they should")
        .contains("20 objects, 3 with too few copies");
  }
}
