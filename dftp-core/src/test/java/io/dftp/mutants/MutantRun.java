// SPDX-License-Identifier: Apache-2.0
package io.dftp.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Plants a mutant and runs its killer in a class loader of its own. */
public final class MutantRun {

  /** A killer that has not ended by then has killed nothing. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private MutantRun() {}

  /**
   * What became of the killer.
   *
   * @param tests how many of its invocations ran
   * @param failures with what they failed
   * @param time how long they took
   */
  public record Verdict(int tests, List<Throwable> failures, Duration time) {

    /** Says whether it noticed a broken promise; to trip over something is not enough. */
    public boolean isKilled() {
      return killedWith().isPresent();
    }

    Optional<Throwable> killedWith() {
      return failures.stream().filter(Verdict::isBrokenPromise).findFirst();
    }

    /** An assertion, an invariant of a simulation, or an answer that a client must not get. */
    private static boolean isBrokenPromise(Throwable failure) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof LinkageError) {
          return false;
        }
      }
      return failure instanceof AssertionError || isAnswer(failure.getClass());
    }

    /** The class is that of another loader. */
    private static boolean isAnswer(Class<?> type) {
      return type != null
          && (type.getName().equals("io.dftp.runtime.DftpException")
              || isAnswer(type.getSuperclass()));
    }
  }

  /** Runs the killer, and demands that it notices; says in a line with what. */
  public static void assertKilled(SourceMutant mutant) throws Exception {
    Verdict verdict = of(mutant);
    System.out.printf(
        Locale.ROOT,
        "mutant: %s | %s | %s | %.1f s%n",
        mutant.name(),
        mutant.killer(),
        verdict.killedWith().map(MutantRun::shown).orElse("SURVIVES"),
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

  /** Runs the killer. */
  public static Verdict of(SourceMutant mutant) throws Exception {
    String className = mutant.home() + "." + mutant.source();
    MutatedClasses classes =
        new MutatedClasses(
            MutantRun.class.getClassLoader(),
            MemoryCompiler.compile(className, Planted.source(mutant)));
    FutureTask<Verdict> task = new FutureTask<>(() -> run(mutant, classes));
    Thread thread = new Thread(task, "mutant " + mutant.name());
    thread.setDaemon(true);
    thread.setContextClassLoader(classes);
    thread.start();
    try {
      return task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      thread.interrupt();
      return fail("mutant '%s': its killer did not end within %s", mutant.name(), LIMIT);
    } catch (ExecutionException failed) {
      throw new AssertionError(
          "mutant '" + mutant.name() + "' could not be run", failed.getCause());
    }
  }

  private static Verdict run(SourceMutant mutant, ClassLoader classes)
      throws ClassNotFoundException {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selector(mutant, classes))
            // What a mutant breaks must not be tried first in the next run without it.
            .configurationParameter("jqwik.database", "")
            .build();
    Launcher launcher = LauncherFactory.create();
    Failures failures = new Failures();
    long begun = System.nanoTime();
    launcher.execute(request, failures);
    return new Verdict(failures.tests, failures.all, Duration.ofNanos(System.nanoTime() - begun));
  }

  private static DiscoverySelector selector(SourceMutant mutant, ClassLoader classes)
      throws ClassNotFoundException {
    Killer killer = mutant.killer();
    Class<?> test = classes.loadClass(mutant.home() + "." + killer.test());
    Method method =
        declaredOrInherited(test)
            .filter(each -> each.getName().equals(killer.method()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("there is no test " + killer));
    DiscoverySelector whole = selectMethod(test, method);
    return killer.invocation() == 0 ? whole : selectIteration(whole, killer.invocation() - 1);
  }

  private static Stream<Method> declaredOrInherited(Class<?> test) {
    return Stream.concat(
        Arrays.stream(test.getDeclaredMethods()),
        test.getSuperclass() == null ? Stream.empty() : declaredOrInherited(test.getSuperclass()));
  }

  private static final class Failures implements TestExecutionListener {
    final List<Throwable> all = new ArrayList<>();
    int tests;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        tests++;
      }
      result.getThrowable().ifPresent(all::add);
    }
  }
}
