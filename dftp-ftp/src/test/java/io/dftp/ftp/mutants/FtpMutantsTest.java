// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.mutants.MutantRun;
import io.dftp.mutants.SourceMutant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every bug that is planted in the tree, its space and its users has a test that notices. */
class FtpMutantsTest {

  private static List<SourceMutant> all() {
    return Stream.of(
            TreeMutants.all(),
            ReclaimMutants.all(),
            UserMutants.all(),
            TlsMutants.all(),
            PartMutants.all(),
            OverloadMutants.all())
        .flatMap(List::stream)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> everyMutantIsKilled() {
    String chosen = System.getProperty("dftp.mutants", ".*");
    return all().stream()
        .filter(mutant -> mutant.name().matches(chosen))
        .map(
            mutant -> DynamicTest.dynamicTest(mutant.name(), () -> MutantRun.assertKilled(mutant)));
  }

  @Test
  void theDocumentNamesThemAll() throws IOException {
    Path document =
        Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolve("../docs/SIMULATION.md");

    assertThat(Files.readAllLines(document))
        .containsAll(all().stream().map(SourceMutant::described).toList());
  }
}
