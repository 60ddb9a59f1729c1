// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of this module. */
class ArchitectureTest {

  private final JavaClasses production =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dftp.transport");

  @Test
  void the_transport_knows_the_ports_and_netty_and_nothing_else() {
    classes()
        .that()
        .resideInAPackage("io.dftp.transport..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.dftp.transport..",
            "io.dftp.net..",
            "io.dftp.runtime..",
            "io.dftp.discovery..",
            "io.netty..",
            "org.slf4j..",
            "org.jspecify..",
            "java..",
            "javax.crypto..",
            "javax.net.ssl..")
        .check(production);
  }

  @Test
  void only_the_doors_of_the_module_are_public() {
    classes()
        .that()
        .arePublic()
        .should()
        .haveSimpleNameStartingWith("NettyTransport")
        .orShould()
        .haveSimpleName("TransportConfig")
        .orShould()
        .haveSimpleName("DatagramConfig")
        .orShould()
        .haveSimpleName("ClusterSecret")
        .orShould()
        .haveSimpleName("TransportLimits")
        .orShould()
        .haveSimpleName("UdpBroadcast")
        .check(production);
  }
}
