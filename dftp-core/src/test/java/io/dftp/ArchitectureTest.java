// SPDX-License-Identifier: Apache-2.0
package io.dftp;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of {@link ArchitectureRules} hold, and each of them would notice a violation. */
class ArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dftp");

  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("planted.io.dftp");

  @Test
  void theCoreWasFound() {
    assertThat(MAIN).hasSizeGreaterThan(50);
    assertThat(PLANTED).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void holds(String name) {
    ArchitectureRules.all().get(name).check(MAIN);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void firesOnAPlantedViolation(String name) {
    assertThat(ArchitectureRules.all().get(name).evaluate(PLANTED).hasViolation()).isTrue();
  }

  static Iterable<String> names() {
    return ArchitectureRules.all().keySet();
  }
}
