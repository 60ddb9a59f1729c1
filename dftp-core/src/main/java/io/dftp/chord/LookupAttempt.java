// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.OwnerAnswer;
import io.dftp.chord.ChordMessage.Surroundings;
import io.dftp.failure.Liveness;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.Identifier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One walk towards the owner of a key.
 *
 * <p>First from member to member that are nearer before the key, as far as anybody knows any; then
 * the first known member at or after the key is asked, and if the key lies before its arc, its
 * predecessor, and so on. Nobody is asked twice, so it ends. Confined to the event loop.
 */
final class LookupAttempt {

  /** The network, and the end of the walk. */
  interface Asker {
    /** Asks; the answer is null for silence. */
    void ask(RingMember member, Consumer<@Nullable OwnerAnswer> then);

    void found(LookupResult owner);

    void unsure(String reason);
  }

  private final Identifier key;
  private final int maxHops;
  private final PeerMonitor monitor;
  private final Asker asker;
  private final Set<RingMember> known = new LinkedHashSet<>();
  private final Set<RingMember> asked = new LinkedHashSet<>();
  private @Nullable RingMember nearestBefore;

  LookupAttempt(Identifier key, int maxHops, PeerMonitor monitor, Asker asker) {
    this.key = key;
    this.maxHops = maxHops;
    this.monitor = monitor;
    this.asker = asker;
  }

  /** Begins with members of whom any may be asked first. */
  void begin(List<RingMember> members) {
    learn(members);
    next();
  }

  void learn(List<RingMember> members) {
    known.addAll(members);
  }

  void unsure(String reason) {
    asker.unsure(reason);
  }

  void ask(RingMember member) {
    if (asked.size() >= maxHops) {
      unsure("it took " + maxHops + " hops");
      return;
    }
    known.add(member);
    asked.add(member);
    asker.ask(member, answer -> answered(member, answer));
  }

  private void answered(RingMember member, @Nullable OwnerAnswer answer) {
    if (!(answer instanceof Surroundings surroundings)) {
      next();
      return;
    }
    RingMember predecessor = surroundings.predecessor();
    LookupResult claim = claim(member, surroundings);
    if (claim != null) {
      asker.found(claim);
      return;
    }
    learn(surroundings.successors());
    learn(surroundings.nearer());
    if (predecessor != null) {
      known.add(predecessor);
    }
    if (isNearerBefore(member)) {
      nearestBefore = member;
      next();
    } else if (predecessor != null && !asked.contains(predecessor)) {
      next();
    } else {
      // It stands after the key, and the member that it names before itself could not be asked.
      unsure(member + " does not know whether the key is its own");
    }
  }

  /** Returns the member as the owner if it knows its arc and the key is in it, else null. */
  private @Nullable LookupResult claim(RingMember member, Surroundings surroundings) {
    RingMember predecessor = surroundings.predecessor();
    if (predecessor == null) {
      return surroundings.successors().isEmpty()
          ? new LookupResult(member, member, List.of(), LookupCost.NONE)
          : null;
    }
    LookupResult claim =
        new LookupResult(member, predecessor, surroundings.successors(), LookupCost.NONE);
    return claim.arc().contains(key) ? claim : null;
  }

  private void next() {
    RingMember choice = null;
    for (RingMember candidate : known) {
      boolean routable =
          !asked.contains(candidate)
              && isNearerBefore(candidate)
              && monitor.liveness(candidate.address()) == Liveness.ALIVE;
      if (routable && (choice == null || Identifier.between(choice.id(), candidate.id(), key))) {
        choice = candidate;
      }
    }
    if (choice == null) {
      choice = firstAtOrAfter();
    }
    if (choice == null) {
      unsure("nobody is left to ask");
    } else {
      ask(choice);
    }
  }

  private @Nullable RingMember firstAtOrAfter() {
    RingMember choice = null;
    for (RingMember candidate : known) {
      boolean askable =
          !asked.contains(candidate) && monitor.liveness(candidate.address()) != Liveness.DEAD;
      if (askable && (choice == null || isEarlierAfter(candidate.id(), choice.id()))) {
        choice = candidate;
      }
    }
    return choice;
  }

  private boolean isNearerBefore(RingMember member) {
    if (member.id().equals(key)) {
      return false;
    }
    return nearestBefore == null || Identifier.between(nearestBefore.id(), member.id(), key);
  }

  /** Says whether walking up from the key meets {@code one} before {@code other}. */
  private boolean isEarlierAfter(Identifier one, Identifier other) {
    if (other.equals(key)) {
      return false;
    }
    return one.equals(key) || Identifier.between(key, one, other);
  }
}
