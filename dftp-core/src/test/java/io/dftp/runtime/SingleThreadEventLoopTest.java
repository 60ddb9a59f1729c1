// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SingleThreadEventLoopTest {

  private final SingleThreadEventLoop loop =
      new SingleThreadEventLoop("loop-under-test", new SplittableRandom(1));

  @AfterEach
  void close() {
    loop.close();
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void runsTasksInTheOrderGivenOnOneThread() throws InterruptedException {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<String> threads = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(1000);
    for (int i = 0; i < 1000; i++) {
      int number = i;
      loop.execute(
          () -> {
            order.add(number);
            threads.add(Thread.currentThread().getName());
            done.countDown();
          });
    }

    await(done);

    assertThat(order).isEqualTo(IntStream.range(0, 1000).boxed().toList());
    assertThat(threads).containsOnly("loop-under-test");
  }

  @Test
  void knowsItsThread() throws InterruptedException {
    AtomicBoolean inside = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1);

    loop.execute(
        () -> {
          inside.set(loop.inEventLoop());
          done.countDown();
        });
    await(done);

    assertThat(inside).isTrue();
    assertThat(loop.inEventLoop()).isFalse();
  }

  @Test
  void runsATimerNotBeforeItsTime() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    long start = loop.nowNanos();
    long[] fired = new long[1];

    loop.schedule(
        Duration.ofMillis(30),
        () -> {
          fired[0] = loop.nowNanos();
          done.countDown();
        });
    await(done);

    assertThat(fired[0] - start).isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
  }

  @Test
  void aCancelledTimerDoesNotFire() throws InterruptedException {
    AtomicInteger fired = new AtomicInteger();
    CountDownLatch later = new CountDownLatch(1);
    Cancellable timer = loop.schedule(Duration.ofMillis(20), fired::incrementAndGet);
    loop.schedule(Duration.ofMillis(40), later::countDown);

    timer.cancel();
    await(later);

    assertThat(fired).hasValue(0);
  }

  @Test
  void aTaskThatThrowsDoesNotStopIt() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(
        () -> {
          throw new IllegalStateException("planned");
        });
    loop.execute(
        () -> {
          throw new AssertionError("planned");
        });

    loop.execute(done::countDown);

    await(done);
  }

  @Test
  void closingRunsWhatWasGivenAndDropsTheRest() throws InterruptedException {
    CountDownLatch block = new CountDownLatch(1);
    CountDownLatch given = new CountDownLatch(1);
    AtomicInteger dropped = new AtomicInteger();
    loop.execute(
        () -> {
          try {
            block.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
    loop.execute(given::countDown);
    loop.schedule(Duration.ofMillis(1), dropped::incrementAndGet);
    loop.schedule(Duration.ofHours(1), dropped::incrementAndGet);

    loop.close();
    loop.execute(dropped::incrementAndGet);
    loop.schedule(Duration.ZERO, dropped::incrementAndGet).cancel();
    block.countDown();

    await(given);
    assertThat(dropped).hasValueLessThan(2);
  }

  @Test
  void aCallAfterTheCloseFailsAtOnce() {
    loop.close();
    loop.close();

    CompletableFuture<String> late = loop.call(() -> CompletableFuture.completedFuture("late"));

    assertThatThrownBy(() -> late.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CancelledException.class)
        .hasMessageContaining("the event loop loop-under-test is closed");
    assertThat(DftpException.outcomeOf(late.handle((value, failure) -> failure).join()))
        .isEqualTo(Outcome.DID_NOT_HAPPEN);
  }

  @Test
  void aCallWhoseResultIsOpenFailsWithTheClose() {
    CompletableFuture<String> open = loop.call(CompletableFuture::new);

    loop.close();

    assertThatThrownBy(() -> open.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CancelledException.class);
    assertThat(DftpException.outcomeOf(open.handle((value, failure) -> failure).join()))
        .isEqualTo(Outcome.MAY_HAVE_HAPPENED);
  }

  @Test
  void aCallGivenBeforeTheCloseEndsAsItsWorkDoes() throws Exception {
    CompletableFuture<String> given = loop.call(() -> CompletableFuture.completedFuture("done"));

    loop.close();

    assertThat(given.get(20, TimeUnit.SECONDS)).isEqualTo("done");
  }

  @Test
  void whoWaitsOnItForItsOwnWorkIsRefused() {
    CompletableFuture<String> never =
        loop.call(() -> loop.call(() -> new CompletableFuture<String>()).thenApply(x -> x));
    CompletableFuture<String> waiting =
        loop.call(() -> CompletableFuture.completedFuture(never.join()));
    CompletableFuture<String> further =
        loop.call(
            () -> {
              try {
                return CompletableFuture.completedFuture(
                    never.thenApply(x -> x).get(1, TimeUnit.HOURS));
              } catch (Exception unexpected) {
                return CompletableFuture.failedFuture(unexpected);
              }
            });

    for (CompletableFuture<String> refused : List.of(waiting, further)) {
      assertThatThrownBy(() -> refused.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("waited on the event loop for its own work");
    }
  }

  @Test
  void whatIsDoneMayBeReadOnIt() throws Exception {
    CompletableFuture<String> done = loop.call(() -> CompletableFuture.completedFuture("done"));
    done.get(20, TimeUnit.SECONDS);

    assertThat(
            loop.call(() -> CompletableFuture.completedFuture(done.join()))
                .get(20, TimeUnit.SECONDS))
        .isEqualTo("done");
  }

  @Test
  void aCallFromAnotherThreadIsRefusedWithAMessage() throws Exception {
    assertThatThrownBy(() -> loop.checkInLoop("the thing"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the thing was called on thread '" + Thread.currentThread().getName())
        .hasMessageContaining("EventLoop.call");

    loop.call(
            () -> {
              loop.checkInLoop("the thing");
              return CompletableFuture.completedFuture(true);
            })
        .get(20, TimeUnit.SECONDS);
  }
}
