// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
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
}
