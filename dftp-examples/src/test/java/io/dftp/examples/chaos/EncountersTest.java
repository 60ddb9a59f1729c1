// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncountersTest {

  private static final Answer DONE = Answer.reply(250, "250 It is renamed.");

  @Test
  void saysWhatWasNeverTried() {
    Encounters encounters = new Encounters();
    for (Operation operation : Operation.values()) {
      encounters.add(operation, List.of(Fault.KILL), DONE);
    }
    assertThat(encounters.missing(List.of(Fault.KILL))).isEmpty();
    assertThat(encounters.missing(List.of(Fault.KILL, Fault.PAUSE)))
        .contains("read during pause")
        .hasSize(Operation.values().length);
    assertThat(encounters.ends()).isEqualTo("10 operations (10 done, 0 refused, 0 unknown)");
  }

  @Test
  void isKeptAndReadAgain(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("done");
    Encounters met = new Encounters();
    met.add(Operation.STORE, List.of(Fault.KILL, Fault.PAUSE), DONE);
    Journal.open(file).keep(7, met);
    Files.writeString(file, "\n8 STORE:KI", StandardOpenOption.APPEND);
    Journal again = Journal.open(file);
    assertThat(again.has(7)).isTrue();
    assertThat(again.has(8)).isFalse();
    assertThat(again.encounters().words()).containsExactlyInAnyOrderElementsOf(met.words());
  }
}
