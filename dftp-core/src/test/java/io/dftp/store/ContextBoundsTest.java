// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A map to which very many processes have written: what is written of it can be read. */
class ContextBoundsTest {

  private static final Term TERM = new Term(1, new NodeAddress("10.0.0.1", 4000));

  @Test
  void aFurtherProcessIsRefusedWithoutHarmAndThoseBeforeGoOn() {
    MapState full = written(1, Judgement.MAX_CONTEXT);

    assertThat(ruling(full, Judgement.MAX_CONTEXT + 5L))
        .isInstanceOfSatisfying(
            Deliberation.Tell.class,
            tell -> assertThat(tell.answer()).isInstanceOf(TryAnswer.NotNow.class));
    assertThat(ruling(full, 3)).isInstanceOf(Deliberation.Make.class);
    assertThat(ruling(written(1, Judgement.MAX_CONTEXT - 1), Judgement.MAX_CONTEXT + 5L))
        .isInstanceOf(Deliberation.Make.class);
  }

  @Test
  void theContextsOfThreeSidesOfACutAreJoinedAndReadAgain() {
    MapState joined = new MapState();
    for (int side = 0; side < 3; side++) {
      joined.join(written(1 + side * 1_000_000, Judgement.MAX_CONTEXT).snapshot());
    }
    joined.stamp(TERM);

    MapHead head = joined.head();

    assertThat(head.context().entries()).isGreaterThanOrEqualTo(3 * Judgement.MAX_CONTEXT);
    assertThat(MapHead.decode(head.encode())).isEqualTo(head);
  }

  private static Deliberation.Ruling ruling(MapState state, long writer) {
    OperationId id = new OperationId(writer, 2, 1);
    Mutation.Put put = new Mutation.Put("name", Bytes.utf8("value"));
    Mutation mutation = new Mutation(List.of(), List.of(put), List.of());
    return new Deliberation(state, TERM, true, true, new TryAnswer.Applied(1, 1))
        .on(new Deliberation.Asked(id, 1, new Operation(id, 1, mutation), false));
  }

  /** Returns a map to which so many processes have written, its birth among their operations. */
  private static MapState written(int firstWriter, int writers) {
    Row birth = new Row(MapState.BIRTH, new Dot(firstWriter, 1), Bytes.EMPTY);
    Verdicts verdicts = new Verdicts();
    List<Dot> dots = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      dots.add(new Dot(firstWriter + writer, 1));
      verdicts.put(new OperationId(firstWriter + writer, 1, 1), Verdict.APPLIED);
    }
    MapHead head =
        new MapHead(
            CausalContext.EMPTY.plus(dots), RowDigest.of(birth), verdicts, Optional.empty());
    MapState state = new MapState();
    state.join(new MapCopy(head, List.of(StampedRow.of(birth)), List.of()));
    return state;
  }
}
