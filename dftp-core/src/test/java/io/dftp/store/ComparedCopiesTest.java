// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What counts as a proof that a host lacks a prepared change, and what does not. */
class ComparedCopiesTest {

  private static final NodeAddress SELF = new NodeAddress("10.0.0.1", 4000);
  private static final NodeAddress OTHER = new NodeAddress("10.0.0.2", 4000);
  private static final Term TERM = new Term(3, SELF);
  private static final OperationId ID = new OperationId(5, 1, 1);
  private static final MapStanding STAMPED =
      new MapStanding(MapSummary.ABSENT, false, Optional.of(TERM));

  private final ComparedCopies copies = new ComparedCopies();

  @Test
  void whatWasLearntUnderAnEarlierChargeIsForgotten() {
    copies.begin(SELF, state(true));
    copies.stands(OTHER, STAMPED, true);
    copies.isSilent(OTHER);
    assertThat(copies.prepared()).containsEntry(OTHER, Set.of());

    copies.begin(SELF, state(true));

    assertThat(copies.prepared()).containsOnlyKeys(SELF);
    assertThat(copies.stamps()).containsOnlyKeys(SELF);
    assertThat(copies.unheard()).isEmpty();
  }

  @Test
  void aCopyWithoutAStampProvesNothing() {
    copies.begin(SELF, state(false));
    copies.stands(OTHER, MapStanding.ABSENT, true);

    assertThat(copies.prepared()).isEmpty();

    fetch(copy(false), true);

    assertThat(copies.prepared()).isEmpty();
  }

  @Test
  void aCopyThatWasNotAskedForProvesNothing() {
    copies.begin(SELF, state(true));

    copies.came(OTHER, copy(true));

    assertThat(copies.prepared()).doesNotContainKey(OTHER);
  }

  @Test
  void aFetchThatFailsOrHasNotEndedProvesNothing() {
    copies.begin(SELF, state(true));
    copies.fetchBegins(OTHER);
    copies.came(OTHER, copy(true));
    assertThat(copies.prepared()).doesNotContainKey(OTHER);

    copies.fetchEnds(OTHER, false);

    assertThat(copies.prepared()).doesNotContainKey(OTHER);
  }

  @Test
  void anOlderCopyThatWasOnItsWayHidesNothing() {
    copies.begin(SELF, state(true));
    copies.fetchBegins(OTHER);
    copies.came(OTHER, copyWithPrepared());
    copies.came(OTHER, copy(true));
    copies.fetchEnds(OTHER, true);

    assertThat(copies.prepared()).containsEntry(OTHER, Set.of(ID));
  }

  private void fetch(MapCopy copy, boolean whole) {
    copies.fetchBegins(OTHER);
    copies.came(OTHER, copy);
    copies.fetchEnds(OTHER, whole);
  }

  private static MapState state(boolean stamped) {
    MapState state = new MapState();
    if (stamped) {
      state.stamp(TERM);
    }
    return state;
  }

  private static MapCopy copy(boolean stamped) {
    return state(stamped).snapshot();
  }

  private static MapCopy copyWithPrepared() {
    MapState state = state(true);
    state.prepare(List.of(Change.voiding(ID, 1, TERM)));
    return state.snapshot();
  }
}
