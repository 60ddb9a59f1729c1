// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.OwnerAnswer;
import io.dftp.chord.ChordMessage.Surroundings;
import io.dftp.failure.Liveness;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.Identifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One walk towards the owner of a key, asking member after member.
 *
 * <p>First members that are nearer before the key, in the order in which the last one named them;
 * as soon as one knows two neighbours around the key, the second of them, and if the key lies
 * before its arc, its predecessor, and so on for a few steps. Nobody is asked twice, so it ends.
 * Confined to the event loop.
 */
final class LookupAttempt {

  /** The network, and the end of the walk. */
  interface Asker {
    /** Asks; the answer is null for silence. */
    void ask(RingMember member, Consumer<@Nullable OwnerAnswer> then);

    void found(RingMember owner, RingMember predecessor, List<RingMember> successors);

    /**
     * Hears that no owner is sure.
     *
     * @param presumed the first member at or after the key of all that answered; null when none did
     */
    void unsure(String reason, @Nullable RingMember presumed);
  }

  /**
   * How many predecessors are asked in a row. Who presumed somebody long ago may be wrong by as
   * many members as have joined since; then another way from before the key is shorter.
   */
  private static final int MAX_STEPS_BACK = 3;

  private final Identifier key;
  private final int maxHops;
  private final PeerMonitor monitor;
  private final Asker asker;

  /** All that were ever named, some more than once: most lookups never look through them. */
  private final List<RingMember> known = new ArrayList<>();

  private final Set<RingMember> presumed = new LinkedHashSet<>();
  private final Set<RingMember> asked = new LinkedHashSet<>();
  private @Nullable RingMember firstAnswered;
  private List<RingMember> preferred = List.of();
  private @Nullable RingMember nearestBefore;
  private int stepsBack;

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

  /** Takes a member for the owner, to be asked before all others. */
  void presume(RingMember owner) {
    known.add(owner);
    presumed.add(owner);
  }

  /** Takes a member for asked: it did not answer a moment ago. */
  void avoid(RingMember silent) {
    asked.add(silent);
  }

  void unsure(String reason) {
    asker.unsure(reason, firstAnswered);
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
    if (owns(member, surroundings)) {
      RingMember predecessor = surroundings.predecessor();
      asker.found(member, predecessor == null ? member : predecessor, surroundings.successors());
      return;
    }
    if (firstAnswered == null || isEarlierAfter(member.id(), firstAnswered.id())) {
      firstAnswered = member;
    }
    learn(surroundings.successors());
    learn(surroundings.presumed());
    learn(surroundings.nearer());
    RingMember predecessor = surroundings.predecessor();
    if (isNearerBefore(member)) {
      nearestBefore = member;
      stepsBack = 0;
      preferred = surroundings.nearer();
      presumed.addAll(surroundings.presumed());
      next();
    } else if (predecessor != null && isAskable(predecessor)) {
      known.add(predecessor);
      if (stepsBack++ < MAX_STEPS_BACK) {
        presumed.add(predecessor);
      }
      next();
    } else {
      // It stands after the key, and the member that it names before itself could not be asked.
      unsure(member + " does not know whether the key is its own");
    }
  }

  /** Says whether the member knows its arc, and the key is in it. */
  private boolean owns(RingMember member, Surroundings surroundings) {
    return new RingView(member, true, surroundings.predecessor(), surroundings.successors())
        .arc()
        .map(arc -> arc.contains(key))
        .orElse(false);
  }

  private void next() {
    RingMember choice = firstAtOrAfter(presumed);
    if (choice == null || !isEarlierThanAnswered(choice)) {
      choice = firstPreferred();
    }
    if (choice == null) {
      choice = nearestKnown();
    }
    if (choice == null) {
      choice = firstAtOrAfter(known);
    }
    if (choice == null) {
      unsure("nobody is left to ask");
    } else {
      ask(choice);
    }
  }

  private @Nullable RingMember firstPreferred() {
    for (RingMember candidate : preferred) {
      if (isRoutable(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private @Nullable RingMember nearestKnown() {
    RingMember choice = null;
    for (RingMember candidate : known) {
      if (isRoutable(candidate)
          && (choice == null || Identifier.between(choice.id(), candidate.id(), key))) {
        choice = candidate;
      }
    }
    return choice;
  }

  private boolean isRoutable(RingMember candidate) {
    return !asked.contains(candidate)
        && isNearerBefore(candidate)
        && monitor.liveness(candidate.address()) == Liveness.ALIVE;
  }

  private @Nullable RingMember firstAtOrAfter(Iterable<RingMember> candidates) {
    RingMember choice = null;
    for (RingMember candidate : candidates) {
      if (isAskable(candidate) && (choice == null || isEarlierAfter(candidate.id(), choice.id()))) {
        choice = candidate;
      }
    }
    return choice;
  }

  /** Says whether nobody between the key and the candidate has answered that it is another's. */
  private boolean isEarlierThanAnswered(RingMember candidate) {
    return firstAnswered == null || isEarlierAfter(candidate.id(), firstAnswered.id());
  }

  private boolean isAskable(RingMember candidate) {
    return !asked.contains(candidate) && monitor.liveness(candidate.address()) != Liveness.DEAD;
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
