// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.store.BlobId;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.ReplicatedStore;
import io.dftp.store.Row;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The replicated store as files see it. Confined to the event loop. */
public final class ReplicatedObjects implements ObjectStore {

  private final ReplicatedStore store;

  /** Creates the view of a store. */
  public ReplicatedObjects(ReplicatedStore store) {
    this.store = store;
  }

  @Override
  public CompletableFuture<List<Row>> get(ObjectId map, String name, CallContext context) {
    return store.get(map, name, context);
  }

  @Override
  public CompletableFuture<List<Row>> scan(
      ObjectId map, String prefix, String after, int limit, CallContext context) {
    return store.scan(map, prefix, after, limit, context);
  }

  @Override
  public CompletableFuture<MutationResult> mutate(
      ObjectId map, Mutation mutation, CallContext context) {
    return store.mutate(map, mutation, context);
  }

  @Override
  public CompletableFuture<MutationResult> create(
      ObjectId map, Mutation mutation, CallContext context) {
    return store.create(map, mutation, context);
  }

  @Override
  public CompletableFuture<Integer> putBlob(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    return store.putBlob(id, content, sha256, context);
  }

  @Override
  public CompletableFuture<Integer> ensureBlobs(List<BlobId> ids, CallContext context) {
    return store.ensureBlobs(ids, context);
  }

  @Override
  public CompletableFuture<ByteBuffer> getBlob(BlobId id, Bytes sha256, CallContext context) {
    return store.getBlob(id, sha256, context);
  }

  @Override
  public void onJoined(Consumer<ObjectId> listener) {
    store.onJoined(listener);
  }

  @Override
  public boolean isFirstOf(ObjectId map) {
    return store.isFirstOf(map);
  }

  @Override
  public CompletableFuture<List<ObjectId>> kept(Optional<ObjectId> after, int limit) {
    return store.kept(after, limit);
  }

  @Override
  public CompletableFuture<Lease> acquire(long bytes, CallContext context) {
    return store.budget().acquire(bytes, context).thenApply(lease -> lease::release);
  }
}
