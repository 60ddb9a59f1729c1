// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.store.StoreMessage.AuditAsk;
import io.dftp.store.StoreMessage.AuditTold;
import io.dftp.store.StoreMessage.ContentsEnded;
import io.dftp.store.StoreMessage.ContentsNoted;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a store, as one of them asks the others, and itself: what process and disk they are,
 * how far they have compared their copies, and that contents have ended. Confined to the event
 * loop.
 */
public final class StoreHosts {

  private final StoreEnvironment env;
  private final DiskName disk;
  private final Auditor auditor;
  private final EndedContents ended;
  private @Nullable Long process;

  StoreHosts(StoreEnvironment env, DiskName disk, Auditor auditor, EndedContents ended) {
    this.env = env;
    this.disk = disk;
    this.auditor = auditor;
    this.ended = ended;
  }

  void serve(RequestChannel channel) {
    channel.on(
        AuditAsk.class,
        (message, exchange) ->
            env.answer(exchange, mark(), told -> exchange.reply(new AuditTold(told))));
  }

  /** Returns the address of this host. */
  public NodeAddress self() {
    return env.placement().self();
  }

  /** Returns the random name of this process. */
  public long process() {
    Long known = process;
    if (known == null) {
      known = env.loop().random().nextLong();
      process = known;
    }
    return known;
  }

  /**
   * Finds all members of the ring; fails with a {@code DftpException} when the walk around it does
   * not come to an end before the context does.
   */
  public CompletableFuture<List<NodeAddress>> members(CallContext context) {
    return env.placement().members(context);
  }

  /** Returns the name of this host's disk, which goes with all that is on it. */
  public CompletableFuture<Long> disk() {
    return disk.known().copy();
  }

  /** Asks a host, which may be this one, how far it has compared its copies of maps. */
  public CompletableFuture<AuditMark> audited(NodeAddress host, CallContext context) {
    return host.equals(self())
        ? mark()
        : env.channel()
            .request(host, new AuditAsk(), AuditTold.class, context)
            .thenApply(AuditTold::mark);
  }

  /** Tells a host, which may be this one, that contents have ended; at most 512 of them. */
  public CompletableFuture<Void> tellEnded(
      NodeAddress host, List<ObjectId> contents, CallContext context) {
    if (host.equals(self())) {
      ended.heard(contents);
      return Futures.done();
    }
    return env.channel()
        .request(host, new ContentsEnded(contents), ContentsNoted.class, context)
        .thenApply(noted -> null);
  }

  private CompletableFuture<AuditMark> mark() {
    return disk().thenApply(name -> auditor.mark(process(), name));
  }
}
