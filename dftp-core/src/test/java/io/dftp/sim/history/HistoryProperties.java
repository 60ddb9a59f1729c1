// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** The checks against a right register, a slow twin, and planted faults. */
class HistoryProperties {

  private static final long BUDGET = 1_000_000;

  @Property(tries = 300)
  void aRightRegisterPasses(@ForAll long seed) {
    History history = new AtomicRegister(seed).draw(200, 6);

    assertThat(Linearizability.check(history, BUDGET)).isInstanceOf(Verdict.Holds.class);
    assertThat(Losslessness.check(history)).isInstanceOf(Verdict.Holds.class);
  }

  @Property(tries = 3000)
  void agreesWithEveryOrderTried(@ForAll long seed) {
    History history = garbled(new AtomicRegister(seed).draw(6, 4), new SplittableRandom(~seed));

    boolean holds = Linearizability.check(history, BUDGET) instanceof Verdict.Holds;

    assertThat(holds).isEqualTo(EveryOrder.explains(history));
    Statistics.label("holds")
        .collect(holds)
        .coverage(
            coverage -> {
              coverage.check(true).percentage(share -> share > 10);
              coverage.check(false).percentage(share -> share > 10);
            });
  }

  @Property(tries = 100)
  void plantedFaultsAreCaught(@ForAll long seed) {
    History history = new AtomicRegister(seed).draw(60, 4);

    for (Planted planted : Planted.values()) {
      Optional<History> broken = planted.plantedIn(history);
      Statistics.label(planted.name())
          .collect(broken.isPresent())
          .coverage(coverage -> coverage.check(true).percentage(share -> share > 10));
      if (broken.isPresent()) {
        assertThat(Linearizability.check(broken.get(), BUDGET))
            .as(planted.name())
            .isInstanceOf(Verdict.Broken.class);
        if (planted != Planted.STALE_READ) {
          assertThat(Losslessness.check(broken.get()))
              .as(planted.name())
              .isInstanceOf(Verdict.Broken.class);
        }
      }
    }
  }

  /** Lets some answers tell something else. */
  private static History garbled(History history, SplittableRandom random) {
    List<Call> calls = new ArrayList<>(history.calls());
    for (int i = random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(calls.size());
      Call call = calls.get(at);
      calls.set(
          at,
          new Call(
              call.number(),
              call.client(),
              call.key(),
              call.action(),
              call.invoked(),
              call.returned(),
              garbled(call, random)));
    }
    return new History(calls, history.settledFrom());
  }

  private static Outcome garbled(Call call, SplittableRandom random) {
    TreeSet<String> rows = new TreeSet<>();
    for (int version = 0; version < 6; version++) {
      if (random.nextInt(4) == 0) {
        rows.add("v" + version);
      }
    }
    if (call.action() instanceof Action.Read) {
      return Outcome.Rows.of(rows);
    }
    return switch (random.nextInt(4)) {
      case 0 -> Outcome.Refused.of(rows);
      case 1 -> new Outcome.Failed();
      case 2 -> new Outcome.Unknown();
      default -> new Outcome.Done();
    };
  }
}
