// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.content.FakeObjects;
import io.dftp.ftp.content.Link;
import io.dftp.ftp.content.Opening;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Put;
import io.dftp.store.ObjectId;
import io.dftp.store.OperationId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a reclaimer does at moments that no simulation meets by itself. Each time a second content,
 * which nothing names, is a candidate after the first: when it has ended, the first was judged.
 */
class ReclaimerTest {

  private static final ObjectId DIRECTORY = new ObjectId(1, 1);
  private static final ObjectId ROSTER = new ObjectId(1, 2);
  private static final ObjectId FIRST = new ObjectId(2, 1);
  private static final ObjectId SECOND = new ObjectId(2, 2);
  private static final long GONE = 99;
  private static final int SECONDS = 20;

  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("reclaim", new Random(1));
  private final FakeObjects objects = new FakeObjects(loop, 1024);
  private final Roster roster = new Roster(objects, ROSTER, "n1");
  private final Reclaimer reclaimer =
      new Reclaimer(
          objects,
          roster,
          (row, content) -> row.value().equals(Bytes.utf8(content.toString())),
          loop,
          new ReclaimConfig(Duration.ofMillis(50), Duration.ofHours(1), Duration.ofHours(1)));

  @BeforeEach
  void start() {
    loop.execute(reclaimer::start);
    create(SECOND, GONE);
  }

  @AfterEach
  void stop() {
    onLoop(
        context -> {
          reclaimer.close();
          return CompletableFuture.completedFuture(true);
        });
    loop.close();
  }

  private <T> T onLoop(Function<CallContext, CompletableFuture<T>> work) {
    return loop.call(() -> work.apply(CallContext.withTimeout(loop, Duration.ofSeconds(SECONDS))))
        .orTimeout(SECONDS, TimeUnit.SECONDS)
        .join();
  }

  private void create(ObjectId content, long process) {
    byte[] value = ByteBuffer.allocate(9).put((byte) 2).putLong(process).array();
    put(content, new Put(Opening.ROW, Bytes.wrap(value)));
  }

  private void put(ObjectId map, Put put) {
    onLoop(
        context -> objects.mutate(map, new Mutation(List.of(), List.of(put), List.of()), context));
  }

  private boolean hasEnded(ObjectId content) {
    return onLoop(context -> objects.hasEnded(content, context));
  }

  private void judgeBoth() throws InterruptedException {
    loop.execute(() -> reclaimer.released(List.of(FIRST)));
    loop.execute(() -> reclaimer.released(List.of(SECOND)));
    for (int i = 0; i < SECONDS * 100 && !hasEnded(SECOND); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(hasEnded(SECOND)).isTrue();
  }

  @Test
  void whatMayComeToBeNamedStays() throws InterruptedException {
    create(FIRST, GONE);
    OperationId naming =
        onLoop(context -> CompletableFuture.completedFuture(objects.name(DIRECTORY, 1)));
    put(FIRST, new Link(DIRECTORY, "n/f", naming.dot(0)).put());

    judgeBoth();

    assertThat(hasEnded(FIRST)).isFalse();
  }

  @Test
  void whatIsNamedAgainAtTheLastMomentStays() throws InterruptedException {
    create(FIRST, GONE);
    objects.hand =
        call -> {
          if (call.equals("end") && objects.size(FIRST) == 1) {
            Put link = new Link(DIRECTORY, "n/f", new Dot(3, 3)).put();
            objects.addSibling(FIRST, link.name(), link.value(), new Dot(4, 4));
          }
          return CompletableFuture.completedFuture(null);
        };

    judgeBoth();

    assertThat(hasEnded(FIRST)).isFalse();
  }

  @Test
  void whatALivingProcessWritesStays() throws InterruptedException {
    create(FIRST, objects.hosts().process());

    judgeBoth();

    assertThat(hasEnded(FIRST)).isFalse();
  }

  @Test
  void whatWasNeverNamedAndIsWrittenByNobodyEnds() throws InterruptedException {
    create(FIRST, GONE);

    judgeBoth();

    assertThat(hasEnded(FIRST)).isTrue();
  }
}
