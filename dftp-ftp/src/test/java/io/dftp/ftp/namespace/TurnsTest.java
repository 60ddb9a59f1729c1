// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.namespace.DirectoryMap.Place;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who goes when. */
class TurnsTest {

  private static final Place HERE = new Place(PathWalk.ROOT, "f");
  private static final Place ELSEWHERE = new Place(PathWalk.ROOT, "g");

  private final Simulation simulation = new Simulation(1);
  private final Turns turns = new Turns(simulation.newLoop("host"));
  private final List<String> begun = new ArrayList<>();

  @Test
  void oneGoesAfterTheOtherAlsoWhenOneFails() {
    CompletableFuture<Void> first = take(HERE, "first");
    CompletableFuture<Void> second = take(HERE, "second");
    take(ELSEWHERE, "elsewhere");
    take(HERE, "third");
    assertThat(begun).containsExactly("first", "elsewhere");

    first.completeExceptionally(new IllegalStateException("planned"));
    assertThat(begun).containsExactly("first", "elsewhere", "second");
    second.complete(null);
    assertThat(begun).containsExactly("first", "elsewhere", "second", "third");
  }

  @Test
  void whoTakesLongHoldsUpNobody() {
    take(HERE, "slow");
    take(HERE, "next");
    simulation.runFor(Duration.ofSeconds(5));

    assertThat(begun).containsExactly("slow", "next");
  }

  private CompletableFuture<Void> take(Place place, String name) {
    CompletableFuture<Void> work = new CompletableFuture<>();
    turns.take(
        place,
        () -> {
          begun.add(name);
          return work;
        });
    return work;
  }
}
