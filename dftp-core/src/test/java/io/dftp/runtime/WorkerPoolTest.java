// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {

  private final SingleThreadEventLoop loop =
      new SingleThreadEventLoop("loop", new SplittableRandom(1));
  private final WorkerPool workers = new WorkerPool(loop, "worker", 2, 3);
  private final CountDownLatch block = new CountDownLatch(1);

  @AfterEach
  void close() {
    block.countDown();
    workers.close();
    loop.close();
  }

  private <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () ->
            work.get()
                .whenComplete(
                    (value, failure) -> {
                      if (failure == null) {
                        result.complete(value);
                      } else {
                        result.completeExceptionally(failure);
                      }
                    }));
    return result;
  }

  private CallContext context() {
    return CallContext.withTimeout(loop, Duration.ofMinutes(1));
  }

  private boolean blockThread() throws InterruptedException {
    return block.await(20, TimeUnit.SECONDS);
  }

  @Test
  void worksElsewhereAndCompletesOnTheLoop() throws Exception {
    AtomicBoolean completedOnLoop = new AtomicBoolean();

    String thread =
        onLoop(
                () ->
                    workers
                        .submit(context(), () -> Thread.currentThread().getName())
                        .whenComplete((name, failure) -> completedOnLoop.set(loop.inEventLoop())))
            .get(20, TimeUnit.SECONDS);

    assertThat(thread).startsWith("worker-");
    assertThat(completedOnLoop).isTrue();
  }

  @Test
  void theWorksExceptionFailsTheResult() {
    CompletableFuture<Object> failed =
        onLoop(
            () ->
                workers.submit(
                    context(),
                    () -> {
                      throw new IOException("planned");
                    }));

    assertThatThrownBy(() -> failed.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void refusesWhatIsBeyondItsBound() {
    List<CompletableFuture<Boolean>> taken = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      taken.add(onLoop(() -> workers.submit(context(), this::blockThread)));
    }
    CompletableFuture<Boolean> refused = onLoop(() -> workers.submit(context(), this::blockThread));

    assertThatThrownBy(() -> refused.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(OverloadedException.class);
    block.countDown();
    assertThat(taken).allSatisfy(work -> assertThat(work.get(20, TimeUnit.SECONDS)).isTrue());
  }

  @Test
  void whatIsCalledOffBeforeItBeginsDoesNotBegin() {
    AtomicBoolean began = new AtomicBoolean();
    onLoop(() -> workers.submit(context(), this::blockThread));
    onLoop(() -> workers.submit(context(), this::blockThread));
    CompletableFuture<Void> calledOff =
        onLoop(
            () -> {
              CallContext context = context();
              CompletableFuture<Void> work =
                  workers.submit(
                      context,
                      () -> {
                        began.set(true);
                        return null;
                      });
              context.cancel();
              return work;
            });
    loop.execute(block::countDown);

    assertThatThrownBy(() -> calledOff.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CancelledException.class);
    assertThat(began).isFalse();
  }
}
