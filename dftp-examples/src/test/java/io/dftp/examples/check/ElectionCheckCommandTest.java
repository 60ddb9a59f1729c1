// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.bully.ElectionEffect;
import io.dftp.runtime.Step;
import io.dftp.sim.election.ElectionBounds;
import io.dftp.sim.election.ElectionCheck;
import io.dftp.sim.election.ElectionMutant;
import io.dftp.sim.election.ElectionStep;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ElectionCheckCommandTest {

  private static final ElectionStep FORGETFUL =
      (state, event) -> {
        var step = ElectionCheck.production().step(state, event);
        return new Step<>(
            step.state(),
            step.effects().stream()
                .filter(effect -> !(effect instanceof ElectionEffect.Persist))
                .toList());
      };

  private final StringWriter out = new StringWriter();

  @Test
  void aSoundStepIsExitCodeZero() {
    assertThat(run(ElectionCheck.production(), List.of(), "--nodes", "2")).isZero();
    assertThat(out.toString()).contains("2 hosts, at most 1", "complete", "All rules hold");
  }

  @Test
  void aBrokenStepIsItsShortestTraceAndExitCodeOne() {
    assertThat(run(FORGETFUL, List.of(), "--nodes", "2")).isEqualTo(1);
    assertThat(out.toString())
        .contains("Shortest way there", "WhoIs")
        .doesNotContain("All rules hold");
  }

  @Test
  void aLimitThatIsMetIsExitCodeOne() {
    assertThat(run(ElectionCheck.production(), List.of(), "--states", "50")).isEqualTo(1);
    assertThat(out.toString()).contains("NOT COMPLETE").doesNotContain("All rules hold");
  }

  @Test
  void aBugThatSurvivesIsExitCodeOne() {
    ElectionBounds bounds = ElectionBounds.of(2, 0);
    ElectionMutant bug = new ElectionMutant("forgets", FORGETFUL, bounds);
    ElectionMutant none = new ElectionMutant("does nothing", ElectionCheck.production(), bounds);

    assertThat(run(ElectionCheck.production(), List.of(bug), "--mutants")).isZero();
    assertThat(run(ElectionCheck.production(), List.of(bug, none), "--mutants")).isEqualTo(1);
    assertThat(out.toString()).contains("killed    forgets", "SURVIVED  does nothing", "1 of 2");
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertThat(run(ElectionCheck.production(), List.of(), "--nodes", "6")).isEqualTo(2);
    assertThat(run(ElectionCheck.production(), List.of(), "--faults", "8")).isEqualTo(2);
  }

  private int run(ElectionStep step, List<ElectionMutant> mutants, String... arguments) {
    return new CommandLine(new ElectionCheckCommand(step, mutants))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(new StringWriter(), true))
        .execute(arguments);
  }
}
