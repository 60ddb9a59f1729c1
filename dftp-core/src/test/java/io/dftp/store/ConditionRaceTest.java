// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Of changes with the same condition, given to several hosts at once, one is applied. */
class ConditionRaceTest {

  @Test
  void oneOfThoseWhoSawTheSameRowReplacesIt() {
    for (int seed = 0; seed < 12; seed++) {
      RingOfStores ring = new RingOfStores(seed, 4);
      ObjectId map = ring.newMap();
      for (int round = 0; round < 20; round++) {
        ring.put(3, map, "r" + round, "v");
        List<Dot> seen = ring.get(3, map, "r" + round).stream().map(Row::dot).toList();
        List<CompletableFuture<MutationResult>> answers = new ArrayList<>();
        for (int host = 0; host < 3; host++) {
          Mutation mutation =
              new Mutation(
                  List.of(new Mutation.Condition.Exactly("r" + round, seen)),
                  List.of(new Mutation.Put("r" + round, Bytes.utf8("by " + host))),
                  seen);
          CallContext context =
              CallContext.withTimeout(ring.host(host).process().loop(), Duration.ofSeconds(20));
          answers.add(ring.store(host).mutate(map, mutation, context));
        }
        ring.simulation().runFor(Duration.ofMillis(300));

        long applied =
            answers.stream()
                .filter(answer -> answer.getNow(null) instanceof MutationResult.Applied)
                .count();
        assertThat(applied).as("round %s of map %s", round, map).isEqualTo(1);
      }
    }
  }
}
