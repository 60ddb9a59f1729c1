// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import com.google.common.collect.ImmutableList;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Who else was heard. Immutable.
 *
 * @param all the latest heard last; at most {@link ElectionState#MAX_PEERS}
 */
public record KnownPeers(List<Peer> all) {

  /** Nobody yet. */
  static final KnownPeers NOBODY = new KnownPeers(List.of());

  /** Keeps an immutable copy. */
  public KnownPeers {
    all = ImmutableList.copyOf(all);
  }

  /**
   * Another host that was heard.
   *
   * @param heardAt where messages reach it
   * @param heardNanos when it was heard last
   */
  public record Peer(Contender contender, NodeAddress heardAt, long heardNanos) {}

  /** Says whether a later incarnation of that host was heard. */
  boolean haveLaterOf(Contender contender) {
    for (Peer peer : all) {
      if (peer.contender().uid().equals(contender.uid())) {
        return peer.contender().incarnation() > contender.incarnation();
      }
    }
    return false;
  }

  /** Returns the peers once that one was heard; the one heard longest ago may fall out. */
  KnownPeers heard(Contender contender, NodeAddress heardAt, long now) {
    List<Peer> others = new ArrayList<>(all.size() + 1);
    for (Peer peer : all) {
      if (!peer.contender().uid().equals(contender.uid())) {
        others.add(peer);
      }
    }
    others.add(new Peer(contender, heardAt, now));
    int surplus = Math.max(0, others.size() - ElectionState.MAX_PEERS);
    return new KnownPeers(others.subList(surplus, others.size()));
  }

  /** Returns the peers without that one. */
  KnownPeers without(Uid uid) {
    return new KnownPeers(
        all.stream().filter(peer -> !peer.contender().uid().equals(uid)).toList());
  }

  /** Returns those heard in the last {@code windowNanos}. */
  List<Peer> heardWithin(long windowNanos, long now) {
    return all.stream().filter(peer -> now - peer.heardNanos() <= windowNanos).toList();
  }

  /** Returns up to {@code limit} peers other than that one, beginning anywhere. */
  List<Peer> some(int limit, Uid except, long draw) {
    List<Peer> others =
        all.stream().filter(peer -> !peer.contender().uid().equals(except)).toList();
    List<Peer> some = new ArrayList<>(limit);
    int first = others.isEmpty() ? 0 : (int) Math.floorMod(draw, (long) others.size());
    for (int i = 0; i < Math.min(limit, others.size()); i++) {
      some.add(others.get((first + i) % others.size()));
    }
    return some;
  }
}
