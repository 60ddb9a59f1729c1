// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.store.AuditMark;
import io.dftp.store.BlobId;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.NameStanding;
import io.dftp.store.ObjectId;
import io.dftp.store.OperationId;
import io.dftp.store.ReplicatedStore;
import io.dftp.store.Row;
import io.dftp.store.StoreHosts;
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
  public OperationId name(ObjectId map, int puts) {
    return store.name(map, puts);
  }

  @Override
  public void unused(ObjectId map, OperationId name) {
    store.unused(map, name);
  }

  @Override
  public CompletableFuture<MutationResult> mutate(
      ObjectId map, OperationId name, Mutation mutation, CallContext context) {
    return store.mutate(map, name, mutation, context);
  }

  @Override
  public CompletableFuture<NameStanding> standing(
      ObjectId map, String name, List<Dot> dots, CallContext context) {
    return store.standing(map, name, dots, context);
  }

  @Override
  public CompletableFuture<MutationResult> end(
      ObjectId content, List<Mutation.Condition> conditions, CallContext context) {
    return store.end(content, conditions, context);
  }

  @Override
  public CompletableFuture<Boolean> hasEnded(ObjectId content, CallContext context) {
    return store.hasEnded(content, context);
  }

  @Override
  public Hosts hosts() {
    StoreHosts hosts = store.hosts();
    return new Hosts() {
      @Override
      public NodeAddress self() {
        return hosts.self();
      }

      @Override
      public long process() {
        return hosts.process();
      }

      @Override
      public CompletableFuture<List<NodeAddress>> members(CallContext context) {
        return hosts.members(context);
      }

      @Override
      public CompletableFuture<Long> disk() {
        return hosts.disk();
      }

      @Override
      public CompletableFuture<AuditMark> audited(NodeAddress host, CallContext context) {
        return hosts.audited(host, context);
      }

      @Override
      public CompletableFuture<Void> tellEnded(
          NodeAddress host, List<ObjectId> contents, CallContext context) {
        return hosts.tellEnded(host, contents, context);
      }
    };
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
  public CompletableFuture<List<Integer>> countBlobs(
      List<BlobId> ids, boolean verify, CallContext context) {
    return store.countBlobs(ids, verify, context);
  }

  @Override
  public int replicas() {
    return store.replicas();
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
    return store.uploads().acquire(bytes, context).thenApply(lease -> lease::release);
  }

  @Override
  public CompletableFuture<Lease> acquireToRead(long bytes, CallContext context) {
    return store.downloads().acquire(bytes, context).thenApply(lease -> lease::release);
  }
}
