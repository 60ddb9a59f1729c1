// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.cluster.ClusterRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same seed gives the same run, in another JVM with another collector, too. */
class DeterminismTest {

  private static final long SEED = 20_26;

  @Test
  void theSameSeedGivesTheSameTrace() {
    assertThat(ChattyWorld.run(SEED)).isEqualTo(ChattyWorld.run(SEED));
  }

  @Test
  void anotherSeedGivesAnotherTrace() {
    assertThat(ChattyWorld.run(SEED)).isNotEqualTo(ChattyWorld.run(SEED + 1));
  }

  @Test
  void theSameSeedGivesTheSameTraceInAnotherJvm() throws Exception {
    assertThat(inAnotherJvm(ChattyWorld.class)).isEqualTo(ChattyWorld.run(SEED));
  }

  @Test
  void wholeHostsRunTheSameInAnotherJvm() throws Exception {
    String here = ClusterRun.run(SEED);

    assertThat(inAnotherJvm(ClusterRun.class)).isEqualTo(here);
    assertThat(ClusterRun.run(SEED + 1)).isNotEqualTo(here);
  }

  /** {@code dftp sim determinism} runs as many as one likes. */
  @Test
  void hundredsOfRingsRunTheSameInAnotherJvm() throws Exception {
    String here = ManyRings.run(SEED);

    assertThat(inAnotherJvm(ManyRings.class)).isEqualTo(here);
    assertThat(ManyRings.run(SEED + 1)).isNotEqualTo(here);
  }

  private static String inAnotherJvm(Class<?> world) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UnlockExperimentalVMOptions");
    command.addAll(
        List.of(
            "-XX:+UseParallelGC",
            "-Xshare:off",
            "-XX:hashCode=2",
            "-Duser.language=tr",
            "-Duser.timezone=Asia/Kathmandu",
            "-cp",
            System.getProperty("java.class.path"),
            world.getName(),
            Long.toString(SEED)));
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isZero();
      return output.lines().reduce((first, last) -> last).orElseThrow();
    } finally {
      child.destroyForcibly();
    }
  }
}
