// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.Lists;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Drops copies of blobs that this host holds beyond the first k.
 *
 * <p>A copy goes only when k other hosts, each a holder by its own view, have just read and
 * verified theirs; and this host stops counting its own copy before it asks. So of all hosts that
 * drop one blob, none of those that confirmed to the last of them has dropped it, and k copies
 * remain. In doubt the copy stays.
 */
final class SurplusBlobs {

  /** How many copies one audit drops at most. */
  static final int MOST_AT_ONCE = 256;

  private static final int PART = 16;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final StoreEnvironment env;
  private final BlobHolder here;
  private final BlobCensus census;

  SurplusBlobs(StoreEnvironment env, BlobHolder here, BlobCensus census) {
    this.env = env;
    this.here = here;
    this.census = census;
  }

  /**
   * Drops what may be dropped.
   *
   * @param unchanged says whether the ring is still as it was when the surplus was found
   */
  CompletableFuture<Void> drop(List<BlobAudit.Surplus> surplus, BooleanSupplier unchanged) {
    List<List<BlobAudit.Surplus>> parts =
        Lists.partition(surplus.stream().limit(MOST_AT_ONCE).toList(), PART);
    return Futures.forEach(
        parts, 1, part -> env.within(LIMIT, limit -> dropPart(part, unchanged, limit)));
  }

  private CompletableFuture<Void> dropPart(
      List<BlobAudit.Surplus> part, BooleanSupplier unchanged, CallContext context) {
    Map<NodeAddress, List<BlobId>> questions = new LinkedHashMap<>();
    for (BlobAudit.Surplus each : part) {
      here.retire(each.id());
      each.holders()
          .forEach(
              host -> questions.computeIfAbsent(host, any -> new ArrayList<>()).add(each.id()));
    }
    return census
        .ask(questions, true, context)
        .thenCompose(
            found ->
                Futures.forEach(
                    part,
                    1,
                    each -> {
                      boolean confirmed =
                          found.holders(each.id()).containsAll(each.holders())
                              && each.holders().size() >= env.config().replicas();
                      if (confirmed && unchanged.getAsBoolean() && !context.isCancelled()) {
                        return here.drop(each.id());
                      }
                      here.keep(each.id());
                      return Futures.done();
                    }));
  }
}
