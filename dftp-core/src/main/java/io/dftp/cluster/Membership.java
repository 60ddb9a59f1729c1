// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.chord.ChordNode;
import io.dftp.chord.LookupResult;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.chord.VirtualNodes;
import io.dftp.discovery.Uid;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part that this host has in a ring: its positions there, and the ring's id. Moving to another
 * ring makes new incarnations of the same positions; the old ones serve until those own their keys.
 * Confined to the event loop.
 */
final class Membership {

  /** How long one attempt to join may take. */
  static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);

  /** How long others may need to take notice of a host that has joined, stalls included. */
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(2);

  /** How many incarnations one start of a host may use up. */
  private static final int INCARNATION_BITS = 20;

  private static final Logger log = LoggerFactory.getLogger(Membership.class);

  private final HostIdentity identity;
  private final int positions;
  private final VirtualNodes nodes;
  private final RequestChannel channel;
  private final Runnable changed;
  private long incarnation;
  private List<ChordNode> current = List.of();
  private Uid ring = Uid.NONE;
  private @Nullable Long joinedNanos;
  private boolean joining;
  private boolean left;

  /**
   * Creates a host without a ring.
   *
   * @param starts how often the host has started, this time included
   * @param changed runs after each change of positions or of their views
   */
  Membership(
      HostIdentity identity,
      int positions,
      long starts,
      VirtualNodes nodes,
      RequestChannel channel,
      Runnable changed) {
    this.identity = identity;
    this.positions = positions;
    this.nodes = nodes;
    this.channel = channel;
    this.changed = changed;
    this.incarnation = starts << INCARNATION_BITS;
  }

  /** Returns the id of position {@code index} of a host, the same in all its incarnations. */
  static Identifier positionId(Uid host, int index) {
    byte[] uid = ByteBuffer.allocate(16).putLong(host.high()).putLong(host.low()).array();
    return KeyHasher.position(uid, index);
  }

  /** Returns the positions that are members of the ring; none before the first join. */
  List<ChordNode> current() {
    return current;
  }

  /** Returns what each position knows of the ring. */
  List<RingView> views() {
    return current.stream().map(ChordNode::view).toList();
  }

  /** Returns how each position is, those that are joining too; at least one. */
  List<PositionStatus> statuses() {
    List<PositionStatus> statuses = new ArrayList<>();
    for (ChordNode node : isMember() ? current : nodes.all()) {
      RingView view = node.view();
      statuses.add(
          new PositionStatus(
              view.self(),
              view.isMember(),
              view.predecessor().map(List::of).orElse(List.of()),
              view.successors()));
    }
    if (statuses.isEmpty()) {
      RingMember absent = new RingMember(positionId(identity.uid(), 0), 0, channel.localAddress());
      statuses.add(new PositionStatus(absent, false, List.of(), List.of()));
    }
    return statuses;
  }

  /** Says whether this host is a member of a ring now. */
  boolean isMember() {
    return !current.isEmpty();
  }

  /** Returns the id of the ring; {@link Uid#NONE} before the first join. */
  Uid ring() {
    return ring;
  }

  /** Says whether the host is one that this one's own views name. */
  boolean knows(NodeAddress host) {
    return host.equals(channel.localAddress())
        || current.stream().anyMatch(node -> node.neighbours().contains(host));
  }

  /** Begins a ring of its own. */
  void create(Uid newRing) {
    List<ChordNode> created = newPositions();
    created.get(0).create();
    adopt(created.subList(0, 1), newRing);
    log.info("[{}] created ring {}", identity.name(), newRing);
    for (ChordNode further : created.subList(1, created.size())) {
      joinFurther(further);
    }
  }

  /**
   * Joins the ring of another host, from none or from another ring.
   *
   * @param contact a member of that ring
   * @return completes when all positions own their keys; fails, and nothing has changed, when the
   *     context ends before
   */
  CompletableFuture<Void> join(NodeAddress contact, CallContext context) {
    if (joining || left) {
      return CompletableFuture.failedFuture(
          new DftpException(
              Outcome.DID_NOT_HAPPEN, left ? "this host leaves" : "another join is under way"));
    }
    joining = true;
    // Begun within the chain, so that whatever fails, the next join finds the way free.
    return CompletableFuture.<Void>completedFuture(null)
        .thenCompose(begun -> claimOf(contact, context))
        .thenApply(claim -> refuseStarter(claim, contact))
        .thenCompose(claim -> refuseTwin(contact, context).thenApply(free -> claim))
        .thenCompose(claim -> joinAs(newPositions(), claim, contact, context))
        .whenComplete((joined, failure) -> joining = false);
  }

  /**
   * Leaves the ring in good order, for good: a join that is under way ends without effect.
   * Completes when the neighbours know, and never fails.
   */
  CompletableFuture<Void> leave() {
    left = true;
    List<ChordNode> positionsLeft = current;
    current = List.of();
    return CompletableFuture.allOf(
        positionsLeft.stream().map(ChordNode::leave).toArray(CompletableFuture<?>[]::new));
  }

  /** Asks another host what ring it is of. */
  CompletableFuture<RingClaim> claimOf(NodeAddress host, CallContext context) {
    return channel
        .request(host, new ClusterMessage.ClaimRequest(), ClusterMessage.ClaimReply.class, context)
        .thenApply(ClusterMessage.ClaimReply::claim);
  }

  /** Returns what this host says when it is asked the same. */
  RingClaim ownClaim(int longestList) {
    if (!isMember()) {
      return new RingClaim(1, ring, positionId(identity.uid(), 0), identity.uid(), false, false);
    }
    RingView view = current.get(0).view();
    Identifier mark =
        Stream.concat(Stream.of(view.self()), view.successors().stream())
            .map(RingMember::id)
            .min(Comparator.naturalOrder())
            .orElseThrow();
    int hosts = RingSize.hosts(view, longestList);
    return new RingClaim(hosts, ring, mark, identity.uid(), true, isSettled());
  }

  private boolean isSettled() {
    return joinedNanos == null
        || channel.loop().nowNanos() - joinedNanos >= SETTLED_AFTER.toNanos();
  }

  private CompletableFuture<Void> joinAs(
      List<ChordNode> joiners, RingClaim claim, NodeAddress contact, CallContext context) {
    CompletableFuture<?>[] joins =
        joiners.stream()
            .map(node -> node.join(List.of(contact), context))
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(joins)
        .whenComplete(
            (joined, failure) -> {
              if (failure == null && left) {
                joiners.forEach(ChordNode::leave);
              } else if (failure == null) {
                List<ChordNode> previous = current;
                joinedNanos = channel.loop().nowNanos();
                adopt(joiners, claim.ring());
                log.info("[{}] joined ring {} through {}", identity.name(), ring, contact);
                previous.forEach(ChordNode::leave);
              } else {
                joiners.forEach(ChordNode::close);
              }
            });
  }

  /**
   * Who is in no ring any more, after a restart say, would let a join fail only at its deadline.
   */
  private static RingClaim refuseStarter(RingClaim claim, NodeAddress contact) {
    if (!claim.member()) {
      throw new DftpException(Outcome.DID_NOT_HAPPEN, contact + " is in no ring now");
    }
    return claim;
  }

  /** Two live processes with one uid would take turns at one place of the ring for ever. */
  private CompletableFuture<LookupResult> refuseTwin(NodeAddress contact, CallContext context) {
    Identifier own = positionId(identity.uid(), 0);
    return nodes
        .lookup()
        .findSuccessorVia(contact, own, context)
        .thenApply(
            found -> {
              if (found.owner().id().equals(own)
                  && !found.owner().address().equals(channel.localAddress())) {
                throw new TwinException(found.owner().address());
              }
              return found;
            });
  }

  private void joinFurther(ChordNode further) {
    CallContext context = CallContext.withTimeout(channel.loop(), Membership.JOIN_TIMEOUT);
    further
        .join(List.of(channel.localAddress()), context)
        .whenComplete(
            (joined, failure) -> {
              context.close();
              if (failure == null && isMember()) {
                adopt(Stream.concat(current.stream(), Stream.of(further)).toList(), ring);
              } else {
                further.close();
              }
            });
  }

  private List<ChordNode> newPositions() {
    incarnation++;
    List<ChordNode> made = new ArrayList<>();
    for (int i = 0; i < positions; i++) {
      made.add(nodes.add(positionId(identity.uid(), i), incarnation));
    }
    return made;
  }

  private void adopt(List<ChordNode> members, Uid newRing) {
    for (ChordNode node : members) {
      if (!current.contains(node)) {
        node.addListener((before, now) -> viewChanged(node));
      }
    }
    if (!members.containsAll(current)) {
      // Owning a key in the old ring is no reason to answer for it in the new one. The ids do not
      // tell: both parts of a ring that was parted keep its id.
      current = List.of();
      changed.run();
    }
    current = List.copyOf(members);
    ring = newRing;
    changed.run();
  }

  private void viewChanged(ChordNode node) {
    if (current.contains(node)) {
      changed.run();
    }
  }
}
