// SPDX-License-Identifier: Apache-2.0
package io.dftp.store.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.mutants.MutantRun;
import io.dftp.mutants.SourceMutant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A test is worth what it finds: every bug that is planted in the store has one that notices. */
class StoreMutantsTest {

  @TestFactory
  Stream<DynamicTest> everyMutantIsKilled() {
    String chosen = System.getProperty("dftp.mutants", ".*");
    return StoreMutants.all().stream()
        .filter(mutant -> mutant.name().matches(chosen))
        .map(
            mutant -> DynamicTest.dynamicTest(mutant.name(), () -> MutantRun.assertKilled(mutant)));
  }

  @Test
  void theNamesDiffer() {
    assertThat(StoreMutants.all()).extracting(SourceMutant::name).doesNotHaveDuplicates();
  }

  @Test
  void theDocumentNamesThemAll() throws IOException {
    Path document =
        Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolve("../docs/SIMULATION.md");

    assertThat(Files.readAllLines(document))
        .containsAll(StoreMutants.all().stream().map(SourceMutant::described).toList());
  }

  /** Else all of them would seem killed by tests that fail anyway. */
  @Test
  void aMutantThatChangesNothingSurvives() throws Exception {
    MutantRun.Verdict verdict =
        MutantRun.of(
            StoreMutants.mutant("nothing", "none", "Refutation")
                .with("private Refutation() {}", "/* nothing */ private Refutation() {}")
                .killedBy("RefutationTest#whatAHolderOfItsTermLacksWasToldToNobody"));

    assertThat(verdict.tests()).isEqualTo(1);
    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.isKilled()).isFalse();
  }

  @Test
  void aMutantWhoseTestTripsOverSomethingElseSurvives() throws Exception {
    MutantRun.Verdict verdict =
        MutantRun.of(
            StoreMutants.mutant("trips", "none", "Refutation")
                .with(
                    "Set<OperationId> refuted = new LinkedHashSet<>();",
                    "Set<OperationId> refuted = null;")
                .killedBy("RefutationTest#whatAHolderOfItsTermLacksWasToldToNobody"));

    assertThat(verdict.failures()).singleElement().isInstanceOf(NullPointerException.class);
    assertThat(verdict.isKilled()).isFalse();
  }

  @Test
  void codeThatHasMovedIsSaid() {
    SourceMutant lost = StoreMutants.mutant("lost", "none", "Refutation").without("no such code");
    SourceMutant many = StoreMutants.mutant("many", "none", "Refutation").without("refuted");

    assertThatThrownBy(() -> MutantRun.of(lost)).hasMessageContaining("plant it anew");
    assertThatThrownBy(() -> MutantRun.of(many)).hasMessageContaining("more than once");
  }
}
