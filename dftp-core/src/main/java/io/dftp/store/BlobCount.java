// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.Lists;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Counts on how many live hosts blobs are. Confined to the event loop. */
final class BlobCount {

  /** So many are read before a host has to answer. */
  private static final int VERIFIED_AT_ONCE = 16;

  private final HostLocator locator;
  private final BlobCensus census;

  BlobCount(HostLocator locator, BlobCensus census) {
    this.locator = locator;
    this.census = census;
  }

  /**
   * Counts.
   *
   * @param verify whether a host reads and checks the bytes before it says that it has them
   * @return for each of them, in their order
   */
  CompletableFuture<List<Integer>> count(List<BlobId> ids, boolean verify, CallContext context) {
    List<Integer> counts = new ArrayList<>();
    return Futures.forEach(
            Lists.partition(ids, verify ? VERIFIED_AT_ONCE : StoreMessage.MAX_ASKED),
            1,
            some -> countSome(some, verify, context).thenAccept(counts::addAll))
        .thenApply(all -> counts);
  }

  private CompletableFuture<List<Integer>> countSome(
      List<BlobId> ids, boolean verify, CallContext context) {
    Map<NodeAddress, List<BlobId>> questions = new LinkedHashMap<>();
    return Futures.forEach(
            ids,
            1,
            id ->
                locator
                    .hosts(id.key(), context)
                    .thenAccept(
                        hosts ->
                            hosts.forEach(
                                host ->
                                    questions
                                        .computeIfAbsent(host, any -> new ArrayList<>())
                                        .add(id))))
        .thenCompose(located -> census.ask(questions, verify, context))
        .thenApply(found -> ids.stream().map(id -> found.holders(id).size()).toList());
  }
}
