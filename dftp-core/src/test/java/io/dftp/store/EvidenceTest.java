// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What may be concluded from copies that hosts show, and from what they do not show. */
class EvidenceTest {

  private static final NodeAddress HOLDER = new NodeAddress("10.0.0.1", 4000);
  private static final NodeAddress OTHER = new NodeAddress("10.0.0.2", 4000);
  private static final Term TERM = new Term(3, HOLDER);
  private static final long DISK = 7;
  private static final Identifier KEY = KeyHasher.hash("a key");

  @Test
  void aHolderWithoutTheMapShowsThatItWasNeverServed() {
    assertThat(from(DISK).isComplete(KEY, Map.of(), Set.of())).isTrue();
  }

  @Test
  void aHolderThatHasNotSaidHowItsCopyStandsShowsNothing() {
    assertThat(from(DISK).isComplete(KEY, Map.of(), Set.of(HOLDER))).isFalse();
    assertThat(from(DISK).isComplete(KEY, Map.of(HOLDER, Optional.of(TERM)), Set.of())).isTrue();
  }

  @Test
  void aHolderWithAnotherDiskShowsNothing() {
    assertThat(from(DISK + 1).isComplete(KEY, Map.of(), Set.of())).isFalse();
  }

  /** Its holder may have acknowledged more under the newer term, and has not answered. */
  @Test
  void aCopyOfAnOlderTermIsNotComplete() {
    Evidence silent = Evidence.NONE.with(OTHER, new Evidence.Said(from(DISK).met(), true, DISK));
    Term older = new Term(2, HOLDER);

    assertThat(silent.isComplete(KEY, Map.of(OTHER, Optional.of(older)), Set.of())).isFalse();
    assertThat(silent.isComplete(KEY, Map.of(OTHER, Optional.of(TERM)), Set.of())).isTrue();
  }

  private static Evidence from(long disk) {
    Promise promise =
        new Promise(TERM, true, List.of(new Holder(HOLDER, DISK)), List.of(), List.of());
    Identifier place = KeyHasher.hash("a place");
    Promises before = Promises.NONE.with(Arc.whole(place), promise);
    return Evidence.NONE.with(HOLDER, new Evidence.Said(before, true, disk));
  }
}
