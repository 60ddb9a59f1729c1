// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.sim.Invariant;
import io.dftp.sim.RingHost;
import io.dftp.sim.SimulatedRing;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the shape of all experiments does when something is wrong. */
class BrokenRingTest {

  @Test
  void aWrongAnswerIsCounted() {
    SimulatedRing ring = PaperRing.create(3, 4);
    ring.build(12);
    List<RingHost> asking = ring.hosts();
    // Planted: a live member that the others do not know, since it is in a ring of its own.
    ring.start(12).create();

    Lookups lookups = new Lookups(ring, ring.simulation().random("test"));
    for (int i = 0; i < 400; i++) {
      lookups.begin(asking);
    }
    lookups.finish();

    assertThat(lookups.wrong()).isPositive();
    assertThat(lookups.wrong()).isLessThan(400);
  }

  @Test
  void aBrokenInvariantEndsWithOne() {
    assertThat(exitCode(new Planted(true))).isEqualTo(1);
  }

  @Test
  void aWrongAnswerEndsWithOneAndAllIsPrinted() {
    assertThat(exitCode(new Planted(false))).isEqualTo(1);
  }

  private static int exitCode(Planted planted) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(planted)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute();
    assertThat(err.toString()).contains("dftp: ").contains("planted");
    return code;
  }

  /** An experiment in which something is wrong. */
  @Command(name = "planted")
  private static final class Planted extends MeasureCommand {
    private final boolean breaksAnInvariant;

    Planted(boolean breaksAnInvariant) {
      this.breaksAnInvariant = breaksAnInvariant;
    }

    @Override
    Report measure(Progress progress) {
      if (breaksAnInvariant) {
        SimulatedRing ring = PaperRing.create(1, 2);
        ring.build(3);
        ring.simulation().addInvariant(new PlantedViolation());
        ring.simulation().runFor(Duration.ofMinutes(1));
      }
      Table table = new Table("one").row(1);
      return new Report("", table, table, new Plot("", "", ""), List.of(), List.of("planted"));
    }
  }

  private static final class PlantedViolation implements Invariant {
    @Override
    public String name() {
      return "planted";
    }

    @Override
    public Optional<String> check() {
      return Optional.of("it is broken");
    }
  }
}
