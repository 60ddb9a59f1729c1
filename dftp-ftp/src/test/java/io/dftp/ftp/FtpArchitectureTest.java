// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the packages of the FTP engine, and what each may use from outside. */
final class FtpArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dftp.ftp");

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {
        "protocol : files command server auth",
        "files : command server auth",
        "auth : command server files",
        "command : server",
      })
  void aPackageOfTheEngineDoesNotSeeOthers(String from, String forbidden) {
    String[] packages = forbidden.split(" ");
    for (int i = 0; i < packages.length; i++) {
      packages[i] = "io.dftp.ftp." + packages[i] + "..";
    }

    noClasses()
        .that()
        .resideInAPackage("io.dftp.ftp." + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(CLASSES);
  }

  @Test
  void theEngineDoesNotSeeTheRing() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.dftp.ftp.protocol..",
            "io.dftp.ftp.files..",
            "io.dftp.ftp.auth..",
            "io.dftp.ftp.command..",
            "io.dftp.ftp.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.dftp.id..",
            "io.dftp.runtime..",
            "io.dftp.net..",
            "io.dftp.chord..",
            "io.dftp.bully..",
            "io.dftp.store..",
            "io.dftp.cluster..",
            "io.dftp.transport..",
            "io.dftp.sim..",
            "io.dftp.ftp.namespace..",
            "io.dftp.ftp.content..",
            "io.dftp.ftp.disk..",
            "io.dftp.ftp.node..")
        .check(CLASSES);
  }

  @Test
  void onlyTheServerUsesNetty() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.dftp.ftp.server..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(CLASSES);
  }

  @Test
  void theProtocolIsPure() {
    noClasses()
        .that()
        .resideInAPackage("io.dftp.ftp.protocol..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio.file..",
            "java.nio.channels..",
            "java.io..",
            "java.util.concurrent..",
            "org.slf4j..")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void thereAreNoCycles() {
    slices().matching("io.dftp.ftp.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
