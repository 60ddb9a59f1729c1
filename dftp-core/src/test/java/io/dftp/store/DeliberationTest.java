// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.store.Mutation.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an owner says to an operation, by what its copy knows and by what it may lack. */
class DeliberationTest {

  private static final Term TERM = new Term(1, new NodeAddress("10.0.0.1", 4000));
  private static final OperationId BIRTH = new OperationId(5, 1, 1);
  private static final OperationId ID = new OperationId(6, 1, 1);
  private static final TryAnswer.Applied APPLIED = new TryAnswer.Applied(3, 3);

  private final MapState state = new MapState();

  DeliberationTest() {
    apply(BIRTH, MapState.BIRTH);
  }

  /** The verdict is dropped when its gateway has heard it; a question that comes later is late. */
  @Test
  void whatWasDecidedAndForgottenIsNoOk() {
    apply(ID, "name");
    assertThat(told(asked(ID, putting()), true)).isEqualTo(APPLIED);

    state.verdicts().forget(ID.writer(), ID.end());

    assertThat(told(asked(ID, putting()), true)).isInstanceOf(TryAnswer.Forgotten.class);
  }

  @Test
  void whatOthersMayHaveAppliedIsNotVoidedByOneWhoMayLackIt() {
    Deliberation.Asked unclean = new Deliberation.Asked(ID, 1, null, false);
    Deliberation.Asked clean = new Deliberation.Asked(ID, 1, null, true);

    assertThat(told(unclean, false)).isInstanceOf(TryAnswer.NotNow.class);
    assertThat(ruling(clean, false)).isInstanceOf(Deliberation.Make.class);
    assertThat(ruling(unclean, true)).isInstanceOf(Deliberation.Make.class);
  }

  /** It is decided, and voided, by one who has seen the row. */
  @Test
  void whatRestsOnARowThatWasNeverSeenIsNotDecided() {
    Dot unseen = new Dot(7, 1);
    Mutation removal = new Mutation(List.of(), List.of(), List.of(unseen));
    Mutation condition =
        new Mutation(
            List.of(new Condition.Exactly("name", List.of(unseen))),
            List.of(new Mutation.Put("name", Bytes.EMPTY)),
            List.of());

    assertThat(told(asked(ID, removal), true)).isInstanceOf(TryAnswer.NotNow.class);
    assertThat(told(asked(ID, condition), true)).isInstanceOf(TryAnswer.NotNow.class);
  }

  @Test
  void anIncompleteCopyDoesNotProveThatNothingIsThere() {
    Mutation ifEmpty =
        new Mutation(
            List.of(new Condition.NoneBeginning("")),
            List.of(new Mutation.Put("name", Bytes.EMPTY)),
            List.of());

    assertThat(told(asked(ID, ifEmpty), false)).isInstanceOf(TryAnswer.NotNow.class);
    assertThat(ruling(asked(ID, ifEmpty), true)).isInstanceOf(Deliberation.Make.class);
  }

  /** What is prepared counts: else a group of operations would find room that only one has. */
  @Test
  void whatWantsASmallMapIsRefusedByALargeOne() {
    apply(new OperationId(3, 1, 1), "row");
    Mutation smaller = ifSmallerThan(state.bytes() + 1);
    assertThat(ruling(asked(ID, smaller), true)).isInstanceOf(Deliberation.Make.class);
    assertThat(ruling(asked(ID, ifSmallerThan(state.bytes())), true))
        .isEqualTo(new Deliberation.TellWithGroup(new TryAnswer.Refused(0, List.of())));

    PendingView view = new PendingView(state);
    view.add(Change.applying(new Operation(new OperationId(4, 1, 1), 1, putting()), TERM));

    assertThat(MutationVerdict.of(smaller, view, state.context(), false))
        .isEqualTo(new MutationVerdict.Fails(0, List.of()));
  }

  private static Mutation ifSmallerThan(long bytes) {
    return new Mutation(
        List.of(new Condition.SmallerThan(bytes)),
        List.of(new Mutation.Put("name", Bytes.EMPTY)),
        List.of());
  }

  private void apply(OperationId id, String name) {
    Row row = new Row(name, id.dot(0), Bytes.EMPTY);
    state.prepare(List.of(new Change(id, 1, Verdict.APPLIED, List.of(row), List.of(), TERM)));
    state.commit(List.of(id));
  }

  private static Mutation putting() {
    return RingOfStores.putting("name", "value");
  }

  private static Deliberation.Asked asked(OperationId id, Mutation mutation) {
    return new Deliberation.Asked(id, 1, new Operation(id, 1, mutation), false);
  }

  private Deliberation.Ruling ruling(Deliberation.Asked asked, boolean knowsAll) {
    return new Deliberation(state, TERM, knowsAll, knowsAll, APPLIED).on(asked);
  }

  private TryAnswer told(Deliberation.Asked asked, boolean knowsAll) {
    Deliberation.Ruling ruling = ruling(asked, knowsAll);
    assertThat(ruling).isInstanceOf(Deliberation.Tell.class);
    return ((Deliberation.Tell) ruling).answer();
  }
}
