// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A holder that cannot take a change as it is gets the whole map, as often as it says so. */
class DutyProtocolStateTest {

  private static final NodeAddress OWNER = new NodeAddress("10.0.0.1", 1);
  private static final NodeAddress HOLDER = new NodeAddress("10.0.0.2", 1);

  private Duty duty = Duty.NONE;
  private List<DutyEffect> effects = List.of();

  @Test
  void aHolderWhoseCopyWasFetchedIsSentTheMapAgain() {
    feed(
        new DutyEvent.Charged(
            new Duty.Charge(new Term(1, OWNER), 1, List.of(HOLDER), Set.of(), false, true)));
    feed(new DutyEvent.Grouped(duty.round(), true));
    feed(new DutyEvent.NeedsState(HOLDER, duty.round()));
    assertThat(effects).containsExactly(new DutyEffect.SendState(HOLDER, duty.round()));
    feed(new DutyEvent.StateTaken(HOLDER, duty.round(), true));
    assertThat(effects).containsExactly(new DutyEffect.Pull(HOLDER, duty.round()));
    feed(new DutyEvent.Pulled(HOLDER, duty.round()));
    assertThat(effects).containsExactly(new DutyEffect.Prepare(HOLDER, duty.round()));

    feed(new DutyEvent.NeedsState(HOLDER, duty.round()));

    assertThat(effects).containsExactly(new DutyEffect.SendState(HOLDER, duty.round()));
  }

  @Test
  void whatAHolderSaidOfAnEarlierGroupCountsNoMore() {
    feed(
        new DutyEvent.Charged(
            new Duty.Charge(new Term(1, OWNER), 1, List.of(HOLDER), Set.of(), false, true)));
    feed(new DutyEvent.Grouped(duty.round(), true));

    feed(new DutyEvent.NeedsState(HOLDER, duty.round() - 1));

    assertThat(effects).isEmpty();
  }

  private void feed(DutyEvent event) {
    Step<Duty, DutyEffect> step = DutyProtocol.step(duty, event);
    duty = step.state();
    effects = step.effects();
  }
}
