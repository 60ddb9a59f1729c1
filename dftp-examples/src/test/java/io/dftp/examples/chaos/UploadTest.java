// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UploadTest {

  @Test
  void saysWhoseEachLineIs() {
    Upload upload = new Upload("/c0/d1/f2.dat", 17, 150);
    assertThat(upload.bytes()).hasSize(150);
    assertThat(Upload.explain(upload.bytes())).isEqualTo("150 bytes with parts of uploads [17]");
  }

  @Test
  void isUniqueFromSomeBytesOn() {
    Set<String> digests = new HashSet<>();
    for (int number = 1; number <= 100; number++) {
      digests.add(Version.of(List.of(new Upload("/f", number, Upload.UNIQUE_BYTES))).digest());
      assertThat(new Upload("/f", number, 1).bytes()).hasSize(1);
    }
    assertThat(digests).hasSize(100);
  }

  @Test
  void addsUpToVersions() {
    Upload first = new Upload("/f", 1, 30);
    Upload second = new Upload("/f", 2, 40);
    Version both = Version.ABSENT.plus(first).plus(second);
    assertThat(both.length()).isEqualTo(70);
    assertThat(both).isNotEqualTo(Version.of(List.of(second, first)));
  }
}
