// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import com.google.common.collect.ImmutableList;
import io.dftp.bully.Contender;
import io.dftp.chord.RingMember;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.store.DiskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster at one moment, put together from what its hosts say of themselves.
 *
 * @param hosts those that answered, in the order of their first positions
 * @param silent addresses that some host names as members, but that did not answer
 * @param rings how many separate rings the hosts form
 */
public record ClusterStatus(List<HostStatus> hosts, List<NodeAddress> silent, int rings) {

  /** As {@link ClusterNode} ranks hosts in the election; uids have a fixed number of digits. */
  private static final Comparator<HostStatus> RANK =
      Comparator.comparingLong((HostStatus host) -> Contender.priorityOf(host.ring().host()))
          .thenComparing(HostStatus::uid);

  /** Keeps immutable copies. */
  public ClusterStatus {
    hosts = ImmutableList.copyOf(hosts);
    silent = ImmutableList.copyOf(silent);
  }

  /**
   * Puts the answers of hosts together.
   *
   * @param hosts what those say that answered, in the order of their first positions
   * @param silent those that did not
   */
  public static ClusterStatus of(List<HostStatus> hosts, List<NodeAddress> silent) {
    return new ClusterStatus(hosts, silent, countRings(hosts));
  }

  /** Returns the coordinator's name if all hosts follow the same one in the same epoch. */
  public Optional<String> coordinator() {
    Set<String> followed = new LinkedHashSet<>();
    hosts.forEach(host -> followed.add(host.epoch() + " " + host.coordinatorId()));
    return followed.size() == 1 && !hosts.get(0).coordinatorId().isEmpty()
        ? Optional.of(hosts.get(0).coordinator())
        : Optional.empty();
  }

  /**
   * Returns in words why the coordinator that all hosts follow leads; empty when they follow none,
   * or it is not among them. A host of higher rank that is there is named: it waits, so that
   * restarts do not change the coordinator each time.
   */
  public Optional<String> whyCoordinator() {
    if (coordinator().isEmpty()) {
      return Optional.empty();
    }
    String id = hosts.get(0).coordinatorId();
    return hosts.stream()
        .filter(host -> host.uid().equals(id))
        .findFirst()
        .map(leader -> leader.why() + higherThan(leader));
  }

  private String higherThan(HostStatus leader) {
    return hosts.stream()
        .max(RANK)
        .filter(highest -> RANK.compare(highest, leader) > 0)
        .map(highest -> "; " + highest.name() + " ranks higher, and takes over later")
        .orElse("");
  }

  /** Returns the number of objects. */
  public long objectsTotal() {
    return hosts.stream().mapToLong(host -> host.objects().total()).sum();
  }

  /** Returns the number of objects with fewer live copies than there should be. */
  public long objectsBelowTarget() {
    return hosts.stream().mapToLong(host -> host.objects().belowTarget()).sum();
  }

  /** Returns the number of objects of which no host that answered has a good copy. */
  public long objectsLost() {
    return hosts.stream().mapToLong(host -> host.scrub().lost()).sum();
  }

  /** Returns the number of damaged copies that their hosts have found since they started. */
  public long damagedCopies() {
    return hosts.stream().mapToLong(host -> host.scrub().found()).sum();
  }

  /** Returns the number of those of them that have not been replaced by good ones. */
  public long damagedCopiesLeft() {
    return hosts.stream().mapToLong(host -> host.scrub().waiting()).sum();
  }

  /**
   * Says whether there is one ring, one coordinator everywhere, and every object has its copies.
   */
  public boolean isSettled() {
    return unsettled().isEmpty();
  }

  /** Returns what an operator should look at although it may be settled, a sentence each. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (HostStatus host : hosts) {
      if (host.disk() == DiskState.DAMAGED) {
        warnings.add(
            "rows on the disk of "
                + host.name()
                + " could not be read, and are made again from the copies of others");
      }
      if (host.scrub().behind()) {
        warnings.add(
            "to verify the disk of "
                + host.name()
                + " once takes about "
                + host.scrub().passTakes().toHours()
                + " hours, longer than it should");
      }
      host.notes().forEach(note -> warnings.add(host.name() + ": " + note));
    }
    return warnings;
  }

  /** Returns what is not settled, a sentence each; empty when everything is. */
  public List<String> unsettled() {
    List<String> reasons = new ArrayList<>();
    if (rings != 1) {
      reasons.add("there are " + rings + " rings");
    }
    if (!silent.isEmpty()) {
      reasons.add("no answer from " + silent);
    }
    for (HostStatus host : hosts) {
      if (host.diskFailed()) {
        reasons.add("the disk of " + host.name() + " failed; it has left the ring");
        continue;
      }
      if (host.disk() == DiskState.SILENT) {
        reasons.add("the disk of " + host.name() + " does not answer; others act in its stead");
      }
      if (host.disk() == DiskState.FULL) {
        reasons.add("the disk of " + host.name() + " has no room; others act in its stead");
      }
      if (host.positions().stream().anyMatch(position -> !position.member())) {
        reasons.add(host.name() + " is still joining");
      }
      if (!host.objects().current()) {
        reasons.add(host.name() + " has not compared its objects since the last change");
      }
    }
    if (coordinator().isEmpty()) {
      reasons.add("the hosts do not follow one coordinator");
    }
    if (objectsBelowTarget() > 0) {
      reasons.add(objectsBelowTarget() + " objects have fewer copies than they should");
    }
    if (objectsLost() > 0) {
      reasons.add(
          objectsLost()
              + " objects are lost: no host has a good copy of them; dftp fsck names their files");
    }
    long replaceable = damagedCopiesLeft() - objectsLost();
    if (replaceable > 0) {
      reasons.add(replaceable + " damaged copies have not been replaced by good ones");
    }
    return reasons;
  }

  /** Counts the cycles of the pointers to first successors. */
  private static int countRings(List<HostStatus> hosts) {
    Map<Identifier, Identifier> next = new LinkedHashMap<>();
    for (HostStatus host : hosts) {
      for (PositionStatus position : host.positions()) {
        if (position.member()) {
          RingMember first =
              position.successors().isEmpty() ? position.self() : position.successors().get(0);
          next.put(position.self().id(), first.id());
        }
      }
    }
    Set<Identifier> seen = new LinkedHashSet<>();
    int cycles = 0;
    for (Identifier start : next.keySet()) {
      Set<Identifier> walk = new LinkedHashSet<>();
      Identifier at = start;
      while (at != null && !seen.contains(at) && walk.add(at)) {
        at = next.get(at);
      }
      if (at != null && walk.contains(at)) {
        cycles++;
      }
      seen.addAll(walk);
    }
    return cycles;
  }
}
