// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.dftp.store.StoreMessage.BlobPresence;
import io.dftp.store.StoreMessage.BlobsPresent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which copies of blobs a holder counts, and which it keeps, while it drops some. */
class BlobHolderTest {

  private static final BlobId ID = new BlobId(new ObjectId(0, 1), 0);
  private static final ByteBuffer BYTES = ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer();

  private final CompletableFuture<Void> mayRemove = new CompletableFuture<>();
  private BlobHolder holder;

  private final StoreParts parts =
      new StoreParts(
          81,
          this::removingLate,
          (env, channel) -> {
            holder = new BlobHolder(env, new HostLocator(env));
            channel.on(BlobPresence.class, holder::take);
          });

  /** Nothing says that a disk does one after the other what was asked of it. */
  private LocalStore removingLate(LocalStore disk) {
    LocalStore late = mock(LocalStore.class, delegatesTo(disk));
    doAnswer(call -> mayRemove.thenCompose(now -> disk.deleteBlob(call.getArgument(0))))
        .when(late)
        .deleteBlob(any());
    return late;
  }

  /** Each host that drops its copy rests on what the others say of theirs. */
  @Test
  void aCopyThatIsAboutToGoIsNotCounted() {
    store();
    assertThat(isCounted(false)).isTrue();
    assertThat(isCounted(true)).isTrue();

    holder.retire(ID);
    assertThat(isCounted(false)).isFalse();
    assertThat(isCounted(true)).isFalse();

    holder.keep(ID);
    assertThat(isCounted(true)).isTrue();

    holder.retire(ID);
    holder.drop(ID);
    assertThat(isCounted(false)).isFalse();
    assertThat(isCounted(true)).isFalse();
  }

  @Test
  void aCopyThatWasSentAgainIsKept() {
    store();
    holder.retire(ID);
    store();
    mayRemove.complete(null);

    parts.await(holder.drop(ID));

    assertThat(parts.here().disk().durableBlobs()).contains(ID);
    assertThat(isCounted(true)).isTrue();
  }

  @Test
  void aNewCopyOutlivesTheRemovalOfTheOldOne() {
    store();
    holder.retire(ID);
    CompletableFuture<Void> removal = holder.drop(ID);
    CompletableFuture<Void> stored = storing();
    parts.simulation().runFor(java.time.Duration.ofMillis(100));

    mayRemove.complete(null);
    parts.await(removal);
    parts.await(stored);

    assertThat(parts.here().disk().durableBlobs()).contains(ID);
    assertThat(isCounted(true)).isTrue();
  }

  private void store() {
    parts.await(storing());
  }

  private CompletableFuture<Void> storing() {
    return parts.run(context -> holder.store(ID, BYTES.duplicate(), Sha256.of(BYTES), context));
  }

  private boolean isCounted(boolean confirm) {
    return parts
        .await(
            parts.ask(
                new BlobPresence(List.of(ID), confirm), ByteBuffer.allocate(0), BlobsPresent.class))
        .present()
        .get(0);
  }
}
