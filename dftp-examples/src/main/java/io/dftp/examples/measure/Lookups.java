// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.chord.LookupCost;
import io.dftp.chord.LookupFailedException;
import io.dftp.chord.LookupResult;
import io.dftp.chord.RingMember;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import io.dftp.sim.RingHost;
import io.dftp.sim.SimulatedRing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lookups of random keys from random members, and what came of them. A lookup is wrong when it
 * names another than the owner that all live members made at the moment at which the named one
 * answered, and lost when it has no answer. It is overtaken when somebody came or went while a
 * right answer was on its way.
 */
final class Lookups {

  /** After so long without an answer a lookup is lost. */
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  private final SimulatedRing ring;
  private final RandomGenerator random;
  private final Sample paths = new Sample();
  private final Sample pathsBeforeOwner = new Sample();
  private final Sample timeouts = new Sample();
  private int retried;
  private int wrong;
  private int overtaken;
  private int lost;
  private int presumed;
  private int abandoned;
  private final Map<NodeAddress, List<Open>> openByHost = new LinkedHashMap<>();

  private final boolean acceptsPresumed;

  /** Creates lookups of which only those count that are sure. */
  Lookups(SimulatedRing ring, RandomGenerator random) {
    this(ring, random, false);
  }

  /**
   * Creates lookups.
   *
   * @param acceptsPresumed whether the first member after the key that answered is an answer even
   *     where it does not know yet that those before it are gone, as in the paper
   */
  Lookups(SimulatedRing ring, RandomGenerator random, boolean acceptsPresumed) {
    this.ring = ring;
    this.random = random;
    this.acceptsPresumed = acceptsPresumed;
    ring.network().setTap(this::sent);
  }

  /** Begins a lookup at one of the hosts. */
  void begin(List<RingHost> hosts) {
    Identifier key =
        KeyHasher.hash(ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong()).array());
    RingHost from = hosts.get(random.nextInt(hosts.size()));
    Open open = new Open(from, key);
    openByHost.computeIfAbsent(from.address(), host -> new ArrayList<>()).add(open);
    CompletableFuture<LookupResult> lookup = ring.lookup(from.number(), key, DEADLINE);
    lookup.whenComplete((found, failure) -> ended(open, found, failure));
  }

  /** Runs the simulation until all have ended. */
  void finish() {
    ring.simulation().expect("the lookups ended", openByHost::isEmpty, DEADLINE.plusMinutes(1));
  }

  /** Forgets the open lookups of a host that is about to go: nobody waits for them. */
  void abandon(RingHost host) {
    List<Open> open = openByHost.remove(host.address());
    abandoned += open == null ? 0 : open.size();
  }

  /** Returns how many were abandoned. */
  int abandoned() {
    return abandoned;
  }

  /** Members that answered, a lookup, the owner among them. */
  Sample paths() {
    return paths;
  }

  /** Members that answered, a lookup, without the owner, whom the paper's lookups do not ask. */
  Sample pathsBeforeOwner() {
    return pathsBeforeOwner;
  }

  /** Members that did not answer, a lookup. */
  Sample timeouts() {
    return timeouts;
  }

  /** Returns how many needed a second attempt. */
  int retried() {
    return retried;
  }

  /** Returns how many were answered by one that was presumed, not sure, to be the owner. */
  int presumed() {
    return presumed;
  }

  /** Returns how many named a member that was not the owner when it answered. */
  int wrong() {
    return wrong;
  }

  /** Returns how many named the owner, who was it no more when the answer arrived. */
  int overtaken() {
    return overtaken;
  }

  /** Returns how many had no answer. */
  int lost() {
    return lost;
  }

  /** Notes for the lookups of the receiver who owned their keys when the message was sent. */
  private void sent(NodeAddress sender, NodeAddress receiver) {
    for (Open lookup : openByHost.getOrDefault(receiver, List.of())) {
      lookup.ownerWhenSent.put(sender, ring.expectedOwner(lookup.key));
    }
  }

  private void ended(Open lookup, @Nullable LookupResult found, @Nullable Throwable failure) {
    NodeAddress asker = lookup.from.address();
    List<Open> open = openByHost.get(asker);
    if (open == null) {
      return;
    }
    open.remove(lookup);
    if (open.isEmpty()) {
      openByHost.remove(asker);
    }
    if (found != null) {
      answered(lookup, found.owner(), found.cost());
      return;
    }
    LookupFailedException unsure = unsure(failure);
    RingMember first = unsure == null ? null : unsure.presumedOwner().orElse(null);
    if (unsure != null && first != null && acceptsPresumed) {
      presumed++;
      answered(lookup, first, unsure.cost());
    } else {
      lost++;
    }
  }

  private static @Nullable LookupFailedException unsure(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof LookupFailedException unsure ? unsure : null;
  }

  private void answered(Open lookup, RingMember named, LookupCost cost) {
    paths.add(cost.hops());
    pathsBeforeOwner.add(Math.max(0, cost.hops() - 1));
    timeouts.add(cost.silent());
    if (cost.restarts() > 0) {
      retried++;
    }
    RingMember ownerNow = ring.expectedOwner(lookup.key);
    RingMember ownerThen = lookup.ownerWhenSent.getOrDefault(named.address(), ownerNow);
    if (!named.equals(ownerThen)) {
      wrong++;
    } else if (!named.equals(ownerNow)) {
      overtaken++;
    }
  }

  /** A lookup that has not ended. */
  private static final class Open {
    private final RingHost from;
    private final Identifier key;

    /** By sender of the last message to the asker; the answer is the last that its sender sent. */
    private final Map<NodeAddress, RingMember> ownerWhenSent = new LinkedHashMap<>();

    Open(RingHost from, Identifier key) {
      this.from = from;
      this.key = key;
    }
  }
}
