// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.EventLoop;
import io.dftp.runtime.SingleThreadEventLoop;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryLocalStoreTest extends LocalStoreContract {

  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("test", new Random(1));
  private final LocalStore store = new InMemoryLocalStore(loop, 1024 * 1024);

  @AfterEach
  void stop() {
    loop.close();
  }

  @Test
  void refusesBlobsBeyondItsCapacity() {
    LocalStore small = new InMemoryLocalStore(loop, 9);
    byte[] bytes = bytes(10, 1);

    assertThatThrownBy(
            () ->
                call(
                    () ->
                        small.putBlob(
                            new BlobId(new ObjectId(1, 2), 0),
                            ByteBuffer.wrap(bytes),
                            hash(bytes),
                            context())))
        .isInstanceOf(StoreFullException.class);
  }

  @Override
  protected LocalStore store() {
    return store;
  }

  @Override
  protected EventLoop loop() {
    return loop;
  }

  @Override
  protected <T> T call(Supplier<CompletableFuture<T>> operation) {
    return LoopCalls.call(loop, operation);
  }
}
