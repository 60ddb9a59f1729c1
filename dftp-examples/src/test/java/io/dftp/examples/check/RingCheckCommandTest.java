// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.RingEffect;
import io.dftp.chord.RingEvent;
import io.dftp.chord.RingPhase;
import io.dftp.chord.RingProtocol;
import io.dftp.chord.RingState;
import io.dftp.chord.RingStep;
import io.dftp.runtime.Step;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RingCheckCommandTest {

  private final StringWriter out = new StringWriter();

  @Test
  void aSoundProtocolIsATableAndExitCodeZero() {
    int code = run(RingProtocol::step, "--ids", "4", "--successors", "2");

    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("Rings of 4 identifiers, r = 2, from every ideal ring of 3 members")
        .containsPattern("states +367 +647..795")
        .containsPattern("invariants broken +0 +0")
        .containsPattern("rounds to ideal, at most +4 of 2 events")
        .contains("Nothing is broken.");
  }

  @Test
  void aBrokenInvariantIsItsShortestTraceAndExitCodeOne() {
    int code = run(RingCheckCommandTest::joinTooEarly, "--ids", "4", "--successors", "2");

    assertThat(code).isEqualTo(1);
    assertThat(out.toString())
        .contains("Shortest way there, 1 steps from", "ring 0 > 1 > 2 > 0")
        .contains("OneLiveSuccessor is broken: 3 [] has no live entry", "1. 3 joins after 0")
        .doesNotContain("Nothing is broken");
  }

  @Test
  void aLimitIsSaid() {
    int code = run(RingProtocol::step, "--ids", "4", "--states", "100", "--only-safety");

    assertThat(code).isZero();
    assertThat(out.toString()).contains("not every state was visited").doesNotContain("rounds");
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertThat(run(RingProtocol::step, "--ids", "2", "--successors", "2")).isEqualTo(2);
    assertThat(run(RingProtocol::step, "--ids", "9")).isEqualTo(2);
    assertThat(run(RingProtocol::step, "--successors", "0")).isEqualTo(2);
  }

  /** A joiner takes its place with an empty list. */
  private static Step<RingState, RingEffect> joinTooEarly(RingState state, RingEvent event) {
    return event instanceof RingEvent.StateReply && state.phase() instanceof RingPhase.Joining at
        ? Step.of(
            new RingState(
                state.successors(), true, at.at(), new RingPhase.Idle(), null, state.nextRequest()))
        : RingProtocol.step(state, event);
  }

  private int run(RingStep step, String... arguments) {
    return new CommandLine(new RingCheckCommand(step))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(new StringWriter(), true))
        .execute(arguments);
  }
}
