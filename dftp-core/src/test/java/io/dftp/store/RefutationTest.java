// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which prepared changes cannot have been acknowledged, and what becomes of them in a copy. */
class RefutationTest {

  private static final NodeAddress ONE = new NodeAddress("10.0.0.1", 4000);
  private static final NodeAddress TWO = new NodeAddress("10.0.0.2", 4000);
  private static final NodeAddress THREE = new NodeAddress("10.0.0.3", 4000);
  private static final Term BEFORE = new Term(3, ONE);
  private static final Term NOW = new Term(4, TWO);
  private static final long DISK = 7;
  private static final Identifier KEY = KeyHasher.hash("a key");
  private static final OperationId ID = new OperationId(5, 1, 1);
  private static final Row ROW = new Row("name", ID.dot(0), Bytes.utf8("value"));

  @Test
  void whatAHolderOfItsTermLacksWasToldToNobody() {
    assertThat(refuted(BEFORE, DISK, Map.of(TWO, Set.of()))).containsExactly(ID);
  }

  @Test
  void whatEveryHolderThatWasHeardHasMayHaveBeenTold() {
    assertThat(refuted(BEFORE, DISK, Map.of(TWO, Set.of(ID)))).isEmpty();
  }

  @Test
  void whoWasNoHolderOfItsTermOrWasNotComparedSaysNothing() {
    assertThat(refuted(BEFORE, DISK, Map.of(THREE, Set.of()))).isEmpty();
    assertThat(refuted(BEFORE, DISK, Map.of())).isEmpty();
    assertThat(refuted(new Term(2, THREE), DISK, Map.of(TWO, Set.of()))).isEmpty();
  }

  @Test
  void whoHasAnotherDiskSinceSaysNothing() {
    assertThat(refuted(BEFORE, DISK + 1, Map.of(TWO, Set.of()))).isEmpty();
  }

  @Test
  void whatIsPreparedUnderThePresentTermIsOnItsWay() {
    assertThat(refuted(NOW, DISK, Map.of(TWO, Set.of()))).isEmpty();
  }

  @Test
  void whatIsGivenUpIsAsIfItHadNeverCome() {
    MapState state = new MapState();
    state.prepare(List.of(change(BEFORE)));

    MapChange given = state.giveUp(List.of(ID));

    assertThat(given.ended()).containsExactly(change(BEFORE));
    assertThat(state.pending()).isEmpty();
    assertThat(state.isDecided(ID)).isFalse();
  }

  @Test
  void whatANewerTermDecidesTakesThePlaceOfAnOlderDecision() {
    Change voided = Change.voiding(ID, 1, NOW);
    MapState state = new MapState();
    state.prepare(List.of(change(BEFORE)));

    state.prepare(List.of(voided));
    state.prepare(List.of(change(BEFORE)));

    assertThat(state.pending()).containsExactly(voided);
    assertThat(state.commit(List.of(ID), BEFORE).added()).isEmpty();
    assertThat(state.isDecided(ID)).isFalse();
    state.commit(List.of(ID), NOW);
    assertThat(state.verdicts().of(ID)).isEqualTo(Verdict.VOID);
    assertThat(state.rows("name")).isEmpty();
  }

  private static Set<OperationId> refuted(
      Term under, long disk, Map<NodeAddress, Set<OperationId>> compared) {
    Promise promise =
        new Promise(
            BEFORE,
            true,
            List.of(new Holder(ONE, DISK), new Holder(TWO, DISK)),
            List.of(),
            List.of());
    // Who was asked a second time has promised the present term before.
    Promise now =
        new Promise(
            NOW,
            false,
            List.of(new Holder(ONE, DISK), new Holder(TWO, DISK)),
            List.of(),
            List.of());
    Arc all = Arc.whole(KeyHasher.hash("a place"));
    Promises before = Promises.NONE.with(all, promise).with(all, now);
    Evidence evidence =
        Evidence.NONE
            .with(TWO, new Evidence.Said(before, true, disk))
            .with(THREE, new Evidence.Said(Promises.NONE, false, DISK));
    return Refutation.of(KEY, NOW, evidence, List.of(change(under)), compared);
  }

  private static Change change(Term under) {
    return new Change(ID, 1, Verdict.APPLIED, List.of(ROW), List.of(), under);
  }
}
