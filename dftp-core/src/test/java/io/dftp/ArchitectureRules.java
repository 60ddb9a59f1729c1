// SPDX-License-Identifier: Apache-2.0
package io.dftp;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the build holds about the core's packages. The patterns begin with two dots so that the
 * planted violations of the test sources, one package deeper, match them, too.
 */
final class ArchitectureRules {

  private static final String LOOP = "io.dftp.runtime.SingleThreadEventLoop";

  /** Overrides what waits, to refuse it on the loop. */
  private static final String LOOP_CALL = "io.dftp.runtime.LoopCall";

  private static final String POOL = "io.dftp.runtime.WorkerPool";

  /** A package and those of the core that it may depend on. */
  private static final Map<String, List<String>> ARROWS = new LinkedHashMap<>();

  static {
    ARROWS.put("id", List.of());
    ARROWS.put("runtime", List.of());
    ARROWS.put("net", List.of("runtime"));
    ARROWS.put("failure", List.of("runtime", "net"));
    ARROWS.put("discovery", List.of("runtime", "net"));
    ARROWS.put("chord", List.of("id", "runtime", "net", "failure", "discovery"));
    ARROWS.put("bully", List.of("runtime", "net", "failure", "discovery"));
    ARROWS.put("store", List.of("id", "runtime", "net", "failure", "chord"));
    ARROWS.put(
        "cluster",
        List.of("id", "runtime", "net", "failure", "discovery", "chord", "bully", "store"));
  }

  private static final Set<String> BLOCKING =
      Set.of(
          "java.util.concurrent.CompletableFuture.join",
          "java.util.concurrent.CompletableFuture.get",
          "java.util.concurrent.CompletableFuture.orTimeout",
          "java.util.concurrent.CompletableFuture.completeOnTimeout",
          "java.util.concurrent.Future.get",
          "java.util.concurrent.CountDownLatch.await",
          "java.lang.Thread.sleep",
          "java.lang.Thread.join",
          "java.lang.Object.wait");

  private static final Set<String> AMBIENT =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.LocalDate.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.util.UUID.randomUUID",
          "java.lang.Math.random",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.util.random.RandomGenerator.getDefault",
          "java.util.random.RandomGenerator.of");

  private static final Set<String> UNORDERED =
      Set.of(
          "java.util.Set.of",
          "java.util.Set.copyOf",
          "java.util.Map.of",
          "java.util.Map.ofEntries",
          "java.util.Map.copyOf",
          "java.util.stream.Collectors.toSet",
          "java.util.stream.Collectors.toMap",
          "java.lang.Math.log");

  private ArchitectureRules() {}

  /** Returns the rules by their names. */
  static Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    ARROWS.forEach((name, allowed) -> rules.put("arrows of " + name, arrows(name, allowed)));
    rules.put(
        "histories know nothing of what they judge",
        noClasses()
            .that()
            .resideInAPackage("..io.dftp.sim.history..")
            .should()
            .dependOnClassesThat(
                describe(
                    "are others of the core",
                    type ->
                        type.getPackageName().matches("(.*\\.)?io\\.dftp\\..*")
                            && !type.getPackageName().contains("io.dftp.sim.history"))));
    rules.put(
        "the clock is read by the event loop alone, and chance comes from it",
        noClasses()
            .that(describe("are not the event loop", type -> !isOrIsIn(type, LOOP)))
            .should()
            .accessTargetWhere(calls(AMBIENT))
            .orShould()
            .accessTargetWhere(describe("draws unseeded", ArchitectureRules::isUnseededRandom)));
    rules.put(
        "the event loop reads the monotonic clock alone",
        noClasses().should().accessTargetWhere(calls(without(AMBIENT, "nanoTime"))));
    rules.put(
        "nothing blocks or leaves the loop by itself",
        noClasses()
            .that(describe("wait of their own accord", type -> !isOrIsIn(type, LOOP_CALL)))
            .should()
            .accessTargetWhere(calls(BLOCKING))
            .orShould()
            .accessTargetWhere(
                describe(
                    "runs on the pool of the JDK",
                    access ->
                        access
                                .getTargetOwner()
                                .isAssignableTo("java.util.concurrent.CompletionStage")
                            && access.getTarget().getName().endsWith("Async"))));
    rules.put(
        "only the event loop and the worker pool have threads",
        noClasses()
            .that(
                describe("have no threads", type -> !isOrIsIn(type, LOOP) && !isOrIsIn(type, POOL)))
            .should()
            .dependOnClassesThat(
                describe(
                    "are threads",
                    type ->
                        type.isAssignableTo("java.util.concurrent.Executor")
                            || type.getName().equals("java.util.concurrent.Executors")
                            || type.getName().equals("java.util.Timer")
                            || type.isAssignableTo("java.util.concurrent.locks.Lock")))
            .orShould()
            .accessTargetWhere(
                describe(
                    "starts a thread",
                    access ->
                        access.getTargetOwner().isEquivalentTo(Thread.class)
                            && access.getTarget().getName().equals("<init>"))));
    rules.put(
        "no sockets, files or serialization",
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.net..", "java.nio.channels..", "java.nio.file..", "java.rmi..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.io\\.(Object(In|Out)putStream|File|RandomAccessFile|File.+)"));
    rules.put(
        "Guava is in no public signature",
        noMethods()
            .that()
            .areDeclaredInClassesThat()
            .arePublic()
            .and()
            .areNotPrivate()
            .should()
            .haveRawReturnType(resideInAPackage("com.google.."))
            .orShould()
            .haveRawParameterTypes(
                describe(
                    "a type of Guava",
                    types ->
                        types.stream()
                            .anyMatch(type -> type.getPackageName().startsWith("com.google"))))
            .allowEmptyShould(true));
    rules.put("step types are pure", stepTypesArePure());
    rules.put(
        "step types are immutable",
        fields()
            .that()
            .areDeclaredInClassesThat(stepTypes())
            .should()
            .beFinal()
            .allowEmptyShould(true));
    return rules;
  }

  private static ArchRule arrows(String name, List<String> allowed) {
    List<String> forbidden = new ArrayList<>();
    for (String other : ARROWS.keySet()) {
      if (!other.equals(name) && !allowed.contains(other)) {
        forbidden.add("..io.dftp." + other + "..");
      }
    }
    forbidden.add("..io.dftp.sim..");
    return noClasses()
        .that()
        .resideInAPackage("..io.dftp." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .allowEmptyShould(true);
  }

  private static ArchRule stepTypesArePure() {
    return noClasses()
        .that(stepTypes())
        .should()
        .dependOnClassesThat(
            describe(
                "are futures, loops, loggers, sources of chance or unordered collections",
                type ->
                    type.isAssignableTo("java.util.concurrent.Future")
                        || type.isAssignableTo("java.util.random.RandomGenerator")
                        || type.getPackageName().startsWith("org.slf4j")
                        || type.getSimpleName().equals("EventLoop")
                        || type.getName().equals("java.util.HashMap")
                        || type.getName().equals("java.util.HashSet")
                        || type.getName().startsWith("java.util.concurrent.Concurrent")))
        .orShould()
        .accessTargetWhere(calls(UNORDERED))
        .allowEmptyShould(true);
  }

  /** The pure types of the two protocols, by their names, with all that is nested in them. */
  private static DescribedPredicate<JavaClass> stepTypes() {
    return describe(
        "are step types",
        type ->
            type.getName()
                .matches(
                    ".*\\bio\\.dftp\\.(chord|bully)\\.[A-Za-z]+(Protocol|State|Event|Effect)(\\$.*)?"));
  }

  private static DescribedPredicate<JavaAccess<?>> calls(Set<String> names) {
    return describe(
        "is one of " + names.stream().sorted().toList(),
        access ->
            names.contains(access.getTargetOwner().getName() + "." + access.getTarget().getName()));
  }

  private static boolean isUnseededRandom(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    boolean isConstructor = access.getTarget().getName().equals("<init>");
    boolean hasNoSeed = access.getTarget().getFullName().endsWith("<init>()");
    return isConstructor
        && (owner.equals("java.security.SecureRandom")
            || (hasNoSeed
                && (owner.equals("java.util.Random")
                    || owner.equals("java.util.SplittableRandom"))));
  }

  private static Set<String> without(Set<String> names, String ending) {
    return Set.copyOf(names.stream().filter(name -> !name.endsWith("." + ending)).toList());
  }

  private static boolean isOrIsIn(JavaClass type, String name) {
    return type.getName().equals(name) || type.getName().startsWith(name + "$");
  }
}
