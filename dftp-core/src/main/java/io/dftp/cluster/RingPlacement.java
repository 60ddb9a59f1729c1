// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.chord.ChordNode;
import io.dftp.chord.LookupFailedException;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.failure.Liveness;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.store.Placement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Places objects by this host's part in the ring. Confined to the event loop. */
final class RingPlacement implements Placement {

  private final NodeAddress self;
  private final RequestChannel channel;
  private final Membership membership;
  private final PeerMonitor monitor;
  private final BooleanSupplier oneRing;
  private final List<Runnable> listeners = new ArrayList<>();

  /**
   * Creates it.
   *
   * @param oneRing says whether no host of another ring has been heard lately
   */
  RingPlacement(
      RequestChannel channel, Membership membership, PeerMonitor monitor, BooleanSupplier oneRing) {
    this.self = channel.localAddress();
    this.channel = channel;
    this.membership = membership;
    this.monitor = monitor;
    this.oneRing = oneRing;
  }

  @Override
  public NodeAddress self() {
    return self;
  }

  @Override
  public List<Arc> ownedArcs() {
    return membership.views().stream().map(RingView::arc).flatMap(Optional::stream).toList();
  }

  @Override
  public List<NodeAddress> hostsAfterOwned(Identifier key) {
    // A key that is owned in another's stead lies outside of all views; the next hosts are the
    // same.
    return ownViewOf(key)
        .or(() -> membership.views().stream().filter(RingView::isMember).findFirst())
        .map(view -> liveHosts(view))
        .orElse(List.of(self));
  }

  @Override
  public CompletableFuture<Location> locate(Identifier key, CallContext context) {
    Optional<RingView> own = ownViewOf(key);
    if (own.isPresent()) {
      return CompletableFuture.completedFuture(
          new Location(own.get().arc().orElseThrow(), liveHosts(own.get())));
    }
    Optional<ChordNode> start =
        membership.current().stream().filter(node -> node.view().isMember()).findFirst();
    if (start.isEmpty()) {
      return CompletableFuture.failedFuture(
          new LookupFailedException("this host is no member of a ring now"));
    }
    return start
        .get()
        .findSuccessor(key, context)
        .thenApply(found -> new Location(found.arc(), hosts(found.owner(), found.successors())));
  }

  @Override
  public CompletableFuture<List<NodeAddress>> members(CallContext context) {
    return RingWalk.from(channel, membership.views(), context);
  }

  @Override
  public boolean isDead(NodeAddress host) {
    return monitor.liveness(host) == Liveness.DEAD;
  }

  @Override
  public boolean isSuspect(NodeAddress host) {
    return monitor.liveness(host) != Liveness.ALIVE;
  }

  @Override
  public boolean isOneRing() {
    return oneRing.getAsBoolean();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Tells the listeners that views or positions have changed. */
  void changed() {
    List.copyOf(listeners).forEach(Runnable::run);
  }

  private Optional<RingView> ownViewOf(Identifier key) {
    return membership.views().stream()
        .filter(view -> view.arc().map(arc -> arc.contains(key)).orElse(false))
        .findFirst();
  }

  private List<NodeAddress> liveHosts(RingView view) {
    return hosts(view.self(), view.successors()).stream()
        .filter(host -> host.equals(self) || !isDead(host))
        .toList();
  }

  private static List<NodeAddress> hosts(RingMember owner, List<RingMember> successors) {
    Set<NodeAddress> hosts = new LinkedHashSet<>();
    hosts.add(owner.address());
    successors.forEach(member -> hosts.add(member.address()));
    return List.copyOf(hosts);
  }
}
