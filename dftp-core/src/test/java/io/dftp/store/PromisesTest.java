// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.id.Arc;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of several promises holds for a key. */
class PromisesTest {

  private static final Arc ARC = Arc.whole(KeyHasher.hash("a place"));
  private static final NodeAddress ONE = new NodeAddress("10.0.0.1", 4000);
  private static final NodeAddress TWO = new NodeAddress("10.0.0.2", 4000);

  @Test
  void theNewestStaysInWhateverOrderTheyCome() {
    assertThat(term(Promises.NONE.with(ARC, promise(5, TWO)).with(ARC, promise(4, ONE))))
        .isEqualTo(new Term(5, TWO));
    assertThat(term(Promises.NONE.with(ARC, promise(4, ONE)).with(ARC, promise(5, TWO))))
        .isEqualTo(new Term(5, TWO));
  }

  @Test
  void whatIsSettledEndsNoNewerPromise() {
    Promises both = Promises.NONE.with(ARC, promise(4, ONE)).with(ARC, promise(5, TWO));

    Promises settled = both.settled(ARC, Promise.settled(new Term(4, ONE), List.of()));

    assertThat(settled).isEqualTo(both);
  }

  private static Term term(Promises promises) {
    return promises.at(ARC.to()).orElseThrow().term();
  }

  private static Promise promise(long number, NodeAddress owner) {
    return new Promise(
        new Term(number, owner), true, List.of(new Holder(owner, 7)), List.of(), List.of());
  }
}
