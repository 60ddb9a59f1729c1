// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.RingEffect.AnswerBusy;
import io.dftp.chord.RingEffect.AnswerNotMember;
import io.dftp.chord.RingEffect.AnswerPong;
import io.dftp.chord.RingEffect.AnswerState;
import io.dftp.chord.RingEffect.Notify;
import io.dftp.chord.RingEffect.QueryLife;
import io.dftp.chord.RingEffect.QueryState;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Several positions that run a step function; a query is answered within the transition that asks
 * it, and the dead are known without mistake. Checks the invariants of the specification.
 */
final class AtomicRing {

  private final BiFunction<RingState, RingEvent, Step<RingState, RingEffect>> step;
  private final int capacity;
  private final Map<RingMember, RingState> states =
      new TreeMap<>((one, other) -> one.id().compareTo(other.id()));
  private final Map<RingMember, RingEffect> openQueries =
      new TreeMap<>((one, other) -> one.id().compareTo(other.id()));
  private final Map<RingMember, Set<RingMember>> notifications =
      new TreeMap<>((one, other) -> one.id().compareTo(other.id()));
  private final List<String> trace = new ArrayList<>();
  private long incarnation = 1;

  /** Begins with an ideal ring of these places. */
  AtomicRing(
      BiFunction<RingState, RingEvent, Step<RingState, RingEffect>> step,
      int capacity,
      List<Integer> places) {
    this.step = step;
    this.capacity = capacity;
    List<RingMember> members = places.stream().sorted().map(place -> member(place, 1)).toList();
    for (int i = 0; i < members.size(); i++) {
      List<RingMember> list = new ArrayList<>();
      for (int j = 1; j <= capacity; j++) {
        list.add(members.get((i + j) % members.size()));
      }
      RingMember self = members.get(i);
      states.put(
          self,
          RingState.outside(self, capacity)
              .with(new SuccessorList(self, capacity, list))
              .withPredecessor(members.get((i + members.size() - 1) % members.size()))
              .asMember(true));
    }
  }

  static RingMember member(int place, long incarnation) {
    return new RingMember(Identifier.of(place), incarnation, new NodeAddress("h" + place, 1));
  }

  List<RingMember> live() {
    return List.copyOf(states.keySet());
  }

  List<String> trace() {
    return trace;
  }

  boolean isTaken(int place) {
    return states.keySet().stream().anyMatch(live -> live.id().equals(Identifier.of(place)));
  }

  /** Joins after the live member whose arc to its successor holds the place, if there is one. */
  void join(int place) {
    Identifier id = Identifier.of(place);
    for (RingMember at : live()) {
      RingMember next = state(at).successors().head();
      if (next != null && Identifier.between(at.id(), id, next.id())) {
        join(place, at);
        return;
      }
    }
  }

  /** Joins after that member; the joiner is gone again if that fails. */
  void join(int place, RingMember at) {
    RingMember joiner = member(place, ++incarnation);
    trace.add(place + " joins at " + at.id());
    states.put(joiner, RingState.outside(joiner, capacity));
    feed(joiner, new RingEvent.JoinRequested(at));
    ask(joiner);
    if (!state(joiner).member()) {
      states.remove(joiner);
    }
  }

  /** Returns the live member at that place. */
  RingMember at(int place) {
    return live().stream()
        .filter(live -> live.id().equals(Identifier.of(place)))
        .findFirst()
        .orElseThrow();
  }

  /** Fails the member if the operating assumptions allow that; says whether they did. */
  boolean fail(RingMember member) {
    for (RingMember other : live()) {
      boolean left =
          state(other).successors().entries().stream()
              .anyMatch(
                  entry -> !entry.equals(member) && states.containsKey(entry) && isSame(entry));
      if (!other.equals(member) && !left) {
        return false;
      }
    }
    if (isPrincipal(member) && principals() <= capacity + 1) {
      return false;
    }
    trace.add(member.id() + " fails");
    states.remove(member);
    openQueries.remove(member);
    notifications.remove(member);
    return true;
  }

  /** Continues the open operation, or begins a stabilize. */
  void stabilize(RingMember member) {
    trace.add(member.id() + " " + state(member).phase() + " goes on");
    if (!openQueries.containsKey(member)) {
      feed(member, new RingEvent.StabilizeTick());
    }
    ask(member);
  }

  /** Delivers the notifications that wait for the member. */
  void deliver(RingMember member) {
    Set<RingMember> waiting = notifications.remove(member);
    if (waiting != null) {
      for (RingMember notifier : waiting) {
        trace.add(member.id() + " is notified by " + notifier.id());
        feed(member, new RingEvent.Notified(notifier));
      }
    }
  }

  private void ask(RingMember member) {
    RingEffect query = openQueries.remove(member);
    if (query instanceof QueryState asked) {
      feed(member, answer(asked.to(), asked.request(), new RingEvent.StateQueried(0)));
    } else if (query instanceof QueryLife asked) {
      feed(member, answer(asked.to(), asked.request(), new RingEvent.Pinged(0)));
    }
  }

  private RingEvent answer(RingMember asked, long request, RingEvent question) {
    if (!isSame(asked)) {
      return new RingEvent.Gone(request);
    }
    RingEffect answer = step.apply(state(asked), question).effects().get(0);
    if (answer instanceof AnswerState state) {
      return new RingEvent.StateReply(request, state.predecessor(), state.successors());
    }
    if (answer instanceof AnswerPong) {
      return new RingEvent.Pong(request);
    }
    if (answer instanceof AnswerBusy) {
      return new RingEvent.BusyReply(request);
    }
    if (answer instanceof AnswerNotMember) {
      return new RingEvent.Gone(request);
    }
    throw new AssertionError(answer);
  }

  private void feed(RingMember member, RingEvent event) {
    Step<RingState, RingEffect> result = step.apply(state(member), event);
    states.put(member, result.state());
    for (RingEffect effect : result.effects()) {
      if (effect instanceof QueryState || effect instanceof QueryLife) {
        openQueries.put(member, effect);
      } else if (effect instanceof Notify notify && isSame(notify.to())) {
        notifications.computeIfAbsent(notify.to(), to -> new LinkedHashSet<>()).add(member);
      }
    }
  }

  /** Says whether the very incarnation is live. */
  private boolean isSame(RingMember member) {
    RingState state = states.get(member);
    return state != null && state.self().equals(member);
  }

  RingState state(RingMember member) {
    RingState state = states.get(member);
    if (state == null) {
      throw new AssertionError("no " + member);
    }
    return state;
  }

  /** Returns the first invariant that is broken, with what breaks it. */
  Optional<String> violation() {
    Set<RingMember> onRing = new LinkedHashSet<>();
    for (RingMember member : live()) {
      SuccessorList list = state(member).successors();
      if (best(member) == null) {
        return Optional.of("OneLiveSuccessor " + member.id() + " " + list.entries());
      }
      if (!list.hasNoDuplicates()) {
        return Optional.of("NoDuplicates " + member.id() + " " + list.entries());
      }
      if (!list.isOrdered()) {
        return Optional.of("OrderedSuccessorLists " + member.id() + " " + list.entries());
      }
    }
    for (RingMember member : live()) {
      if (reaches(member, member)) {
        onRing.add(member);
      }
    }
    if (onRing.isEmpty()) {
      return Optional.of("AtLeastOneRing");
    }
    for (RingMember one : onRing) {
      for (RingMember other : onRing) {
        if (!reaches(one, other)) {
          return Optional.of("AtMostOneRing " + one.id() + " " + other.id());
        }
        if (Identifier.between(one.id(), other.id(), best(one).id())) {
          return Optional.of("OrderedRing " + one.id() + " " + other.id());
        }
      }
    }
    for (RingMember member : live()) {
      if (onRing.stream().noneMatch(on -> reaches(member, on))) {
        return Optional.of("ConnectedAppendages " + member.id());
      }
    }
    return principals() < capacity + 1
        ? Optional.of("SufficientPrincipals " + principals())
        : Optional.empty();
  }

  boolean isIdeal() {
    List<RingMember> members = live();
    for (int i = 0; i < members.size(); i++) {
      RingState state = state(members.get(i));
      List<RingMember> list = new ArrayList<>();
      for (int j = 1; j <= Math.min(capacity, members.size() - 1); j++) {
        list.add(members.get((i + j) % members.size()));
      }
      RingMember before = members.get((i + members.size() - 1) % members.size());
      if (!state.successors().entries().equals(list) || !before.equals(state.predecessor())) {
        return false;
      }
    }
    return true;
  }

  private boolean reaches(RingMember from, RingMember to) {
    RingMember next = best(from);
    for (int i = 0; i <= states.size(); i++) {
      if (next.equals(to)) {
        return true;
      }
      next = best(next);
    }
    return false;
  }

  private RingMember best(RingMember member) {
    return state(member).successors().entries().stream()
        .filter(this::isSame)
        .findFirst()
        .orElse(null);
  }

  private long principals() {
    return live().stream().filter(this::isPrincipal).count();
  }

  private boolean isPrincipal(RingMember member) {
    for (RingMember other : live()) {
      RingMember last = other;
      for (RingMember entry : state(other).successors().entries()) {
        if (skips(last, member, entry)) {
          return false;
        }
        last = entry;
      }
    }
    return true;
  }

  /**
   * Says whether the pair of neighbouring entries leaves the member out. An incarnation that is
   * gone stands in front of the one that took its place: when it is dropped, it covers nobody.
   */
  private static boolean skips(RingMember before, RingMember member, RingMember after) {
    return compare(before, after) < 0
        ? compare(before, member) < 0 && compare(member, after) < 0
        : compare(before, member) < 0 || compare(member, after) < 0;
  }

  private static int compare(RingMember one, RingMember other) {
    int order = one.id().compareTo(other.id());
    return order != 0 ? order : Long.compare(one.incarnation(), other.incarnation());
  }
}
