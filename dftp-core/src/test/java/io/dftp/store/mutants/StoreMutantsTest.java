// SPDX-License-Identifier: Apache-2.0
package io.dftp.store.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
        .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> assertKilled(mutant)));
  }

  private static void assertKilled(SourceMutant mutant) throws Exception {
    MutantRun.Verdict verdict = MutantRun.of(mutant);
    System.out.printf(
        Locale.ROOT,
        "mutant: %s | %s | %s | %.1f s%n",
        mutant.name(),
        mutant.killer(),
        verdict.killedWith().map(StoreMutantsTest::shown).orElse("SURVIVES"),
        verdict.time().toMillis() / 1000.0);

    assertThat(verdict.tests()).as("%s is a test that runs", mutant.killer()).isPositive();
    assertThat(verdict.isKilled())
        .as(
            "'%s' breaks the rule '%s', and %s notices; it failed with %s",
            mutant.name(), mutant.rule(), mutant.killer(), verdict.failures())
        .isTrue();
  }

  private static String shown(Throwable failure) {
    String text = String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
    return failure.getClass().getSimpleName()
        + ": "
        + text.substring(0, Math.min(90, text.length()));
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
            SourceMutant.of("nothing", "none", "Refutation")
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
            SourceMutant.of("trips", "none", "Refutation")
                .with(
                    "Set<OperationId> refuted = new LinkedHashSet<>();",
                    "Set<OperationId> refuted = null;")
                .killedBy("RefutationTest#whatAHolderOfItsTermLacksWasToldToNobody"));

    assertThat(verdict.failures()).singleElement().isInstanceOf(NullPointerException.class);
    assertThat(verdict.isKilled()).isFalse();
  }

  @Test
  void codeThatHasMovedIsSaid() {
    SourceMutant lost = SourceMutant.of("lost", "none", "Refutation").without("no such code");
    SourceMutant many = SourceMutant.of("many", "none", "Refutation").without("refuted");

    assertThatThrownBy(() -> MutantRun.of(lost)).hasMessageContaining("plant it anew");
    assertThatThrownBy(() -> MutantRun.of(many)).hasMessageContaining("more than once");
  }
}
