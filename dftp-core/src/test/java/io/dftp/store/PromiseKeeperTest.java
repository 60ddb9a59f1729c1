// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.dftp.id.Arc;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import io.dftp.store.Promises.Segment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a host has to do before it answers an owner that asks for a promise. */
class PromiseKeeperTest {

  private static final Arc ARC = Arc.whole(KeyHasher.hash("a place"));
  private static final NodeAddress ONE = new NodeAddress("10.0.0.3", 4000);
  private static final NodeAddress TWO = new NodeAddress("10.0.0.4", 4000);

  private CompletableFuture<Void> mayWrite = CompletableFuture.completedFuture(null);
  private PromiseKeeper keeper;

  private final StoreParts parts =
      new StoreParts(
          111,
          this::writingLate,
          (env, channel) ->
              keeper = new PromiseKeeper(env, new Births(env), new DiskName(env), newer -> {}));

  private LocalStore writingLate(LocalStore disk) {
    LocalStore late = mock(LocalStore.class, delegatesTo(disk));
    doAnswer(call -> mayWrite.thenCompose(now -> disk.write(call.getArgument(0))))
        .when(late)
        .write(any());
    return late;
  }

  @Test
  void anOlderTermIsNotPromised() {
    assertThat(parts.await(ask(5, TWO)).newer()).isNull();

    PromiseKeeper.Answer older = parts.await(ask(4, ONE));

    assertThat(older.newer()).isNotNull();
    assertThat(older.newer().promise().term()).isEqualTo(new Term(5, TWO));
    assertThat(keeper.at(ARC.to()).orElseThrow().term()).isEqualTo(new Term(5, TWO));
  }

  /** Else the owners here would end their leases at each answer, ask for new ones, and so on. */
  @Test
  void whatIsKnownIsNoNews() {
    parts.await(ask(5, TWO));
    List<Segment> known = List.of(new Segment(ARC, keeper.at(ARC.to()).orElseThrow()));
    assertThat(keeper.heardOf(known)).isEmpty();

    Promise promise = new Promise(new Term(6, ONE), false, List.of(), List.of(), List.of());
    List<Segment> newer = List.of(new Segment(ARC, promise));

    assertThat(keeper.heardOf(newer)).isEqualTo(newer);
    assertThat(keeper.heardOf(newer)).isEmpty();
    assertThat(keeper.heardOf(known)).as("older ones").isEmpty();
  }

  /**
   * Who answers forgets nothing of it in a crash: else another owner would be promised the same.
   */
  @Test
  void aPromiseIsDurableBeforeItIsAnswered() {
    parts.simulation().runFor(Duration.ofSeconds(1));
    mayWrite = new CompletableFuture<>();

    CompletableFuture<PromiseKeeper.Answer> answer = ask(1, ONE);
    parts.simulation().runFor(Duration.ofMillis(700));
    assertThat(answer).isNotDone();

    mayWrite.complete(null);
    assertThat(parts.await(answer).newer()).isNull();
    assertThat(parts.here().disk().durableRows()).containsKey(MapKeys.promise(ARC.to()));
  }

  /** What it leased before it was started it does not know any more. */
  @Test
  void whoHasJustStartedAnswersNotBeforeALeaseIsOver() {
    parts.simulation().runFor(Duration.ofSeconds(1));
    parts.here().restart();
    Duration started = parts.simulation().now();

    parts.await(ask(1, ONE));

    assertThat(parts.simulation().now().minus(started))
        .isGreaterThanOrEqualTo(StoreConfig.defaults().lease());
  }

  private CompletableFuture<PromiseKeeper.Answer> ask(long number, NodeAddress owner) {
    Promise promise =
        new Promise(
            new Term(number, owner), false, List.of(new Holder(owner, 7)), List.of(), List.of());
    return keeper.ask(ARC, promise, List.of());
  }
}
