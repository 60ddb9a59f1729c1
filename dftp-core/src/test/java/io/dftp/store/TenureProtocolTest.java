// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.id.Arc;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import io.dftp.store.Promises.Segment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom an owner asks before it serves, for what it waits, and to whom it yields. */
class TenureProtocolTest {

  private static final NodeAddress SELF = new NodeAddress("10.0.0.1", 4000);
  private static final NodeAddress HOLDER = new NodeAddress("10.0.0.2", 4000);
  private static final NodeAddress FAR = new NodeAddress("10.0.0.3", 4000);
  private static final NodeAddress FARTHER = new NodeAddress("10.0.0.4", 4000);
  private static final Arc ARC = Arc.whole(KeyHasher.hash("a place"));
  private static final Term MINE = new Term(4, SELF);

  private final List<TenureEffect> effects = new ArrayList<>();
  private Tenure tenure = Tenure.none(SELF);

  /** The promise of one names the next, until nobody new is named. */
  @Test
  void whoIsNamedByAPromiseIsAskedBeforeItServes() {
    begin();
    promised(SELF, Promises.NONE);
    promised(HOLDER, promise(3, FAR));
    assertThat(asked()).contains(FAR);
    assertThat(tenure.open()).isNull();

    promised(FAR, promise(3, FARTHER));
    assertThat(asked()).contains(FARTHER);
    assertThat(tenure.open()).isNull();

    promised(FARTHER, Promises.NONE);
    assertThat(tenure.open()).isNotNull();
    assertThat(tenure.open().silent()).isEmpty();
  }

  @Test
  void whereNobodyKnowsAnOwnerBeforeEverybodyIsAsked() {
    begin();
    promised(SELF, Promises.NONE);
    promised(HOLDER, Promises.NONE);
    assertThat(effects).contains(new TenureEffect.Walk(term()));
    assertThat(tenure.open()).isNull();

    feed(new TenureEvent.Walked(term(), List.of(SELF, HOLDER, FAR)));
    assertThat(effects).contains(new TenureEffect.Look(FAR, term(), ARC));
    assertThat(tenure.open()).isNull();

    feed(new TenureEvent.Looked(FAR, term(), true));
    assertThat(asked()).contains(FAR);
    assertThat(tenure.open()).isNull();

    promised(FAR, promise(3, FAR));
    assertThat(tenure.open()).isNotNull();
  }

  /** Who does not answer may go on reading for as long as a lease lasts. */
  @Test
  void aSilentMemberOfTheTrailIsNotServedOverBeforeItsLeasesAreOver() {
    begin();
    promised(SELF, Promises.NONE);
    promised(HOLDER, promise(3, FAR));
    feed(new TenureEvent.Silent(FAR, term()));
    assertThat(effects).contains(new TenureEffect.Walk(term()));
    feed(new TenureEvent.Walked(term(), List.of(SELF, HOLDER)));
    assertThat(tenure.open()).isNull();

    feed(new TenureEvent.LeasesOver(term()));

    assertThat(tenure.open()).isNotNull();
    assertThat(tenure.open().silent()).containsExactly(FAR);
  }

  @Test
  void whoMeetsANewerOwnerServesNoMoreAndDoesNotFightIt() {
    begin();
    promised(SELF, Promises.NONE);
    promised(HOLDER, promise(3, HOLDER));
    assertThat(tenure.open()).isNotNull();
    Segment newer = promise(9, FAR).segments().get(0);

    feed(new TenureEvent.Superseded(newer));
    assertThat(effects).contains(new TenureEffect.Closed());
    assertThat(tenure.rival()).isEqualTo(newer);
    int before = asked().size();

    feed(new TenureEvent.RivalSaid(FAR, true, promise(9, FAR)));
    feed(new TenureEvent.Viewed(ARC, holders(), promise(9, FAR)));
    assertThat(asked()).hasSize(before);
    assertThat(tenure.takeover()).isNull();

    feed(new TenureEvent.RivalDead(FAR, promise(9, FAR)));
    assertThat(tenure.takeover()).isNotNull();
    assertThat(tenure.takeover().term()).isEqualTo(new Term(10, SELF));
  }

  private Term term() {
    return tenure.takeover() == null ? MINE : tenure.takeover().term();
  }

  private void begin() {
    feed(new TenureEvent.Viewed(ARC, holders(), promise(3, FAR)));
    assertThat(term()).isEqualTo(MINE);
  }

  private static List<Holder> holders() {
    return List.of(new Holder(SELF, 7), new Holder(HOLDER, 7));
  }

  private void promised(NodeAddress host, Promises before) {
    feed(new TenureEvent.Promised(host, term(), new Evidence.Said(before, false, 7)));
  }

  private static Promises promise(long number, NodeAddress owner) {
    Promise promise =
        new Promise(
            new Term(number, owner), true, List.of(new Holder(owner, 7)), List.of(), List.of());
    return Promises.NONE.with(ARC, promise);
  }

  private List<NodeAddress> asked() {
    return effects.stream()
        .filter(TenureEffect.Ask.class::isInstance)
        .map(effect -> ((TenureEffect.Ask) effect).host())
        .toList();
  }

  private void feed(TenureEvent event) {
    Step<Tenure, TenureEffect> step = TenureProtocol.step(tenure, event);
    tenure = step.state();
    effects.addAll(step.effects());
  }
}
