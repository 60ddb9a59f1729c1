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
import io.dftp.store.Row;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What files need of the replicated store, as a port, so that tests can hold up, fail or stop any
 * single call.
 *
 * <p>Called on the event loop, completes there. Failures are {@link io.dftp.runtime.DftpException}s
 * with their outcome.
 */
public interface ObjectStore {

  /** Returns the rows of that name; more than one are siblings. */
  CompletableFuture<List<Row>> get(ObjectId map, String name, CallContext context);

  /**
   * Returns rows in the order of the bytes of their names, all siblings of a name or none.
   *
   * @param prefix how the names begin
   * @param after names after this one only
   * @param limit of names; fewer may be returned before the end, none only at the end
   */
  CompletableFuture<List<Row>> scan(
      ObjectId map, String prefix, String after, int limit, CallContext context);

  /**
   * Changes one map as a whole or not at all, and at most once; completes when that is durable. The
   * same mutation given again is another operation.
   */
  CompletableFuture<MutationResult> mutate(ObjectId map, Mutation mutation, CallContext context);

  /** Brings a map of a new random name into being, and changes it by the same operation. */
  CompletableFuture<MutationResult> create(ObjectId map, Mutation mutation, CallContext context);

  /** Names an operation of so many puts before it is given, or called {@link #unused}. */
  OperationId name(ObjectId map, int puts);

  /** Sees to it, in the background, that the operation, which will not be given, never happens. */
  void unused(ObjectId map, OperationId name);

  /** Changes a map by an operation that was named before. */
  CompletableFuture<MutationResult> mutate(
      ObjectId map, OperationId name, Mutation mutation, CallContext context);

  /**
   * Returns how a name stands, of an owner that knows everything which was ever acknowledged of the
   * map, or not at all.
   */
  CompletableFuture<NameStanding> standing(
      ObjectId map, String name, List<Dot> dots, CallContext context);

  /** Says for good that a content has ended, if the conditions hold of its map. */
  CompletableFuture<MutationResult> end(
      ObjectId content, List<Mutation.Condition> conditions, CallContext context);

  /** Says whether a content has ended. */
  CompletableFuture<Boolean> hasEnded(ObjectId content, CallContext context);

  /** Returns the hosts as this one asks them. */
  Hosts hosts();

  /** What hosts are asked and told. */
  interface Hosts {

    /** Returns the address of this one. */
    NodeAddress self();

    /** Returns the random name of this process. */
    long process();

    /** Finds all members of the ring, or fails. */
    CompletableFuture<List<NodeAddress>> members(CallContext context);

    /** Returns the name of this host's disk. */
    CompletableFuture<Long> disk();

    /** Asks a host how far it has compared its copies of maps. */
    CompletableFuture<AuditMark> audited(NodeAddress host, CallContext context);

    /** Tells a host which contents have ended. */
    CompletableFuture<Void> tellEnded(
        NodeAddress host, List<ObjectId> contents, CallContext context);
  }

  /**
   * Stores a blob; the content must not change until the result completes.
   *
   * @return on how many hosts it is durable
   */
  CompletableFuture<Integer> putBlob(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context);

  /**
   * Makes sure that each blob is on as many hosts as it should be, or on all live ones.
   *
   * @return the smallest number of hosts that one of them is on
   */
  CompletableFuture<Integer> ensureBlobs(List<BlobId> ids, CallContext context);

  /**
   * Looks on how many live hosts each of the blobs is.
   *
   * @param verify whether only those count that have just read and checked its bytes
   */
  CompletableFuture<List<Integer>> countBlobs(
      List<BlobId> ids, boolean verify, CallContext context);

  /** Returns on how many hosts an object should be, if so many are live. */
  int replicas();

  /** Returns the bytes of a blob after checking their hash. */
  CompletableFuture<ByteBuffer> getBlob(BlobId id, Bytes sha256, CallContext context);

  /**
   * Names the one who is told each map whose copy here has been joined with another: there may now
   * be rows beside each other that nobody wrote so.
   */
  void onJoined(Consumer<ObjectId> listener);

  /** Says whether this host is the one of all that should look after the map. */
  boolean isFirstOf(ObjectId map);

  /**
   * Returns maps that are kept here, in a fixed order; fewer than the limit only at the end.
   *
   * @param after the map behind which to begin; empty for the first
   */
  CompletableFuture<List<ObjectId>> kept(Optional<ObjectId> after, int limit);

  /** Waits until so many bulk bytes of uploads may be held, in the order of the calls. */
  CompletableFuture<Lease> acquire(long bytes, CallContext context);

  /** Does the same with bytes of downloads, which have a share of their own. */
  CompletableFuture<Lease> acquireToRead(long bytes, CallContext context);

  /** Bulk bytes that may be held. Confined to the event loop. */
  interface Lease {
    /** Gives them back. A second call has no effect. */
    void release();
  }
}
