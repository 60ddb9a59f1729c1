// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.dftp.net.NodeAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one map stands at its owner. Immutable.
 *
 * @param charge the term under which the map is served, and who keeps it; null while this host does
 *     not own it
 * @param phase what is under way
 * @param confirmed whether every holder is known to have all that this copy shows
 * @param complete whether this copy is known to have everything that was ever acknowledged
 * @param round counts what was begun; answers to what was asked in an earlier one are late
 */
record Duty(@Nullable Charge charge, Phase phase, boolean confirmed, boolean complete, long round) {

  static final Duty NONE = new Duty(null, new Cold(), false, false, 0);

  /**
   * Under which term, and with whom, a map is served.
   *
   * @param version of the tenure; a new one means that a copy may lack something
   * @param holders who keep the map beside this host
   * @param sources who may have copies, this host not among them
   * @param continuous whether this host owned the map until now without a break
   * @param known whether this copy was made sure of under this term and version before
   */
  record Charge(
      Term term,
      long version,
      List<NodeAddress> holders,
      Set<NodeAddress> sources,
      boolean continuous,
      boolean known) {
    Charge {
      holders = ImmutableList.copyOf(holders);
      sources = ImmutableSet.copyOf(sources);
    }

    boolean isSame(Charge other) {
      return term.equals(other.term) && version == other.version;
    }
  }

  /** What is under way. */
  sealed interface Phase {}

  /** Nothing, and nothing is known of the copies of others. */
  record Cold() implements Phase {}

  /**
   * Others are asked for their copies.
   *
   * @param open who has not answered, or whose copy has not come, yet
   * @param heard who has answered
   */
  record Comparing(Set<NodeAddress> open, Set<NodeAddress> heard) implements Phase {
    Comparing {
      open = ImmutableSet.copyOf(open);
      heard = ImmutableSet.copyOf(heard);
    }

    Comparing without(NodeAddress host, boolean answered) {
      Set<NodeAddress> left = new LinkedHashSet<>(open);
      left.remove(host);
      Set<NodeAddress> all = new LinkedHashSet<>(heard);
      if (answered) {
        all.add(host);
      }
      return new Comparing(left, all);
    }
  }

  /** Where a holder stands to which a group of changes was sent, or none to make sure of it. */
  enum Standing {
    ASKED,
    TAKES_STATE,
    PREPARED
  }

  /**
   * The holders are being brought to where this copy is, and a group of changes with it.
   *
   * @param group whether there are changes, and not only what is committed here
   * @param holders where each of the others stands
   * @param here whether it is durable here
   * @param again whether something was joined meanwhile, so that it has to be made sure of again
   */
  record Replicating(
      boolean group, ImmutableMap<NodeAddress, Standing> holders, boolean here, boolean again)
      implements Phase {

    static Replicating to(List<NodeAddress> holders, boolean group) {
      Map<NodeAddress, Standing> standing = new LinkedHashMap<>();
      holders.forEach(holder -> standing.put(holder, Standing.ASKED));
      return new Replicating(group, ImmutableMap.copyOf(standing), false, false);
    }

    Replicating with(NodeAddress holder, Standing standing) {
      Map<NodeAddress, Standing> changed = new LinkedHashMap<>(holders);
      changed.put(holder, standing);
      return new Replicating(group, ImmutableMap.copyOf(changed), here, again);
    }

    Replicating durableHere() {
      return new Replicating(group, holders, true, again);
    }

    Replicating asAgain() {
      return new Replicating(group, holders, here, true);
    }

    boolean isDone() {
      return here && holders.values().stream().allMatch(Standing.PREPARED::equals);
    }

    /** Says whether all have it but those who take the whole map, for which no read waits. */
    boolean isReadable() {
      return here && holders.values().stream().noneMatch(Standing.ASKED::equals);
    }
  }

  /**
   * The changes that wait are being decided on; what is prepared meanwhile is the group.
   *
   * @param again whether the copy of another host was joined meanwhile
   */
  record Deciding(boolean again) implements Phase {}

  /** Every holder has all; changes may come. */
  record Ready() implements Phase {}

  /** Says whether what this copy shows may be read, as far as its copies go. */
  boolean isReadable() {
    return charge != null
        && (confirmed || (phase instanceof Replicating replicating && replicating.isReadable()));
  }

  Duty with(Phase changed) {
    return new Duty(charge, changed, confirmed, complete, round);
  }

  Duty asConfirmed(boolean changed) {
    return new Duty(charge, phase, changed, complete, round);
  }

  Duty nextRound() {
    return new Duty(charge, phase, confirmed, complete, round + 1);
  }

  /** Returns the same of another charge, of which nothing is known yet. */
  Duty charged(@Nullable Charge changed, Phase begun) {
    return new Duty(changed, begun, confirmed, complete, round + 1);
  }
}
