// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows of content, namespace and disk: what each of them may see of the project. */
class StorageArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.dftp");

  private static final List<String> ALL =
      List.of(
          "io.dftp.id",
          "io.dftp.runtime",
          "io.dftp.net",
          "io.dftp.failure",
          "io.dftp.discovery",
          "io.dftp.chord",
          "io.dftp.bully",
          "io.dftp.store",
          "io.dftp.cluster",
          "io.dftp.sim",
          "io.dftp.transport",
          "io.dftp.ftp.protocol",
          "io.dftp.ftp.command",
          "io.dftp.ftp.server",
          "io.dftp.ftp.auth",
          "io.dftp.ftp.tls",
          "io.dftp.ftp.users",
          "io.dftp.ftp.files",
          "io.dftp.ftp.namespace",
          "io.dftp.ftp.reclaim",
          "io.dftp.ftp.content",
          "io.dftp.ftp.disk",
          "io.dftp.ftp.node");

  @ParameterizedTest
  @CsvSource({
    "ftp.disk, id runtime store net",
    "ftp.content, id runtime store net",
    "ftp.users, id runtime store net ftp.content ftp.auth ftp.protocol",
    "ftp.reclaim, id runtime store net ftp.content",
    "ftp.namespace, id runtime store net ftp.content ftp.files ftp.protocol ftp.reclaim"
  })
  void aPackageSeesNothingButWhatIsListed(String from, String allowed) {
    List<String> forbidden = new ArrayList<>(ALL);
    forbidden.remove("io.dftp." + from);
    for (String name : allowed.split(" ", -1)) {
      forbidden.remove("io.dftp." + name);
    }

    noClasses()
        .that()
        .resideInAPackage("io.dftp." + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.stream().map(name -> name + "..").toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void onlyTheDiskUsesRocksDb() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.dftp.ftp.disk..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.rocksdb..")
        .check(CLASSES);
  }

  @Test
  void contentAndNamespaceTouchNoFileAndNoNetty() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.dftp.ftp.content..", "io.dftp.ftp.namespace..", "io.dftp.ftp.reclaim..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "io.netty..")
        .check(CLASSES);
  }

  @Test
  void contentAndNamespaceTakeTimeAndChanceFromTheirPorts() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.dftp.ftp.content..", "io.dftp.ftp.namespace..", "io.dftp.ftp.reclaim..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .check(CLASSES);
  }

  @Test
  void contentAndNamespaceNeverWait() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.dftp.ftp.content..", "io.dftp.ftp.namespace..", "io.dftp.ftp.reclaim..")
        .should()
        .callMethod(CompletableFuture.class, "join")
        .orShould()
        .callMethod(CompletableFuture.class, "get")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(CLASSES);
  }
}
