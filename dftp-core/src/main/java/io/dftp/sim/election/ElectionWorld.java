// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import io.dftp.bully.Contender;
import io.dftp.bully.ElectionEvent;
import io.dftp.bully.ElectionState;
import io.dftp.bully.ElectionTimer;
import io.dftp.bully.Epoch;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.sim.explore.BitReader;
import io.dftp.sim.explore.BitWriter;
import io.dftp.sim.explore.Interned;
import io.dftp.sim.explore.StateInvariant;
import io.dftp.sim.explore.Transitions;
import io.dftp.sim.explore.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A group of hosts that elect, under every schedule within the bounds.
 *
 * <p>Where nothing goes wrong, messages arrive at once and timers fire in time; that schedule is
 * fixed. Every deviation from it is a {@link Fault}, and may happen between any two events; what
 * ends it (a late message arrives, a host starts again, goes on, or is heard again) costs nothing
 * and may happen at any time. Chance is left out: of two timers that are due at once the first
 * host's fires first, and waits have no jitter.
 */
final class ElectionWorld implements World<Situation> {

  private static final int NUMBER_BITS = 31;
  private static final int COUNT_BITS = 10;

  private final ElectionBounds bounds;
  private final ElectionStep rules;
  private final Ages ages;
  private final List<StateInvariant<Situation>> invariants;
  private final Interned<ExploredHost> hosts = new Interned<>();
  private final Interned<Packet> packets = new Interned<>();
  private final Interned<Cut> cuts = new Interned<>();

  ElectionWorld(ElectionBounds bounds, ElectionStep rules) {
    this.bounds = bounds;
    this.rules = rules;
    this.ages = new Ages(ElectionBounds.config(), new Uid(0, bounds.hosts()));
    this.invariants = ElectionRules.invariants(bounds.mostEpochs());
  }

  @Override
  public List<Situation> initialStates() {
    List<ExploredHost> all = new ArrayList<>();
    for (int i = 0; i < bounds.hosts(); i++) {
      all.add(notStarted(i));
    }
    Situation situation = new Situation(all, List.of(), List.of(), Cut.NONE, bounds.faults(), true);
    if (bounds.togetherOnly()) {
      for (int i = 0; i < bounds.hosts(); i++) {
        try {
          situation = started(situation, i);
        } catch (BrokenRule broken) {
          throw new IllegalStateException(broken);
        }
      }
    }
    return List.of(situation);
  }

  private static ExploredHost notStarted(int index) {
    NodeAddress address = new NodeAddress("10.0.0." + (index + 1), 7000);
    Contender self = new Contender(new Uid(0, index + 1L), index, 0, address, "n" + index);
    return new ExploredHost(
        ExploredHost.Life.DOWN,
        ElectionState.initial(self, Epoch.NONE),
        ExploredHost.UNSET,
        ExploredHost.UNSET,
        Epoch.NONE,
        Epoch.NONE,
        Epoch.NONE);
  }

  @Override
  public List<StateInvariant<Situation>> invariants() {
    return invariants;
  }

  @Override
  public void expand(Situation now, Transitions<Situation> into) {
    offer(into, () -> prompt(now).map(Prompt::after).orElse(null), () -> promptLabel(now));
    recoveries(now, into);
    if (now.faultsLeft() > 0) {
      faults(now, into);
    }
  }

  // --- The schedule where nothing goes wrong.

  /**
   * What happens next.
   *
   * @param nanos how much later
   */
  record Prompt(Situation after, long nanos) {}

  /** Returns what happens next when nothing goes wrong; empty when nothing ever does. */
  Optional<Prompt> prompt(Situation now) throws BrokenRule {
    if (!now.flying().isEmpty()) {
      Packet next = now.flying().get(0);
      return Optional.of(new Prompt(arrive(now.withoutNext(), next), 0));
    }
    Alarm alarm = nextAlarm(now);
    if (alarm == null) {
      return Optional.empty();
    }
    long nanos = Math.max(0, alarm.leftNanos());
    List<ExploredHost> later = now.hosts().stream().map(host -> ages.later(host, nanos)).toList();
    ElectionEvent event = new ElectionEvent.TimerFired(0, 0, alarm.timer(), 0);
    return Optional.of(
        new Prompt(
            new HostStep(now.withHosts(later), alarm.host()).take(rules, event, ages), nanos));
  }

  private String promptLabel(Situation now) {
    if (!now.flying().isEmpty()) {
      return now.flying().get(0) + " arrives";
    }
    Alarm alarm = nextAlarm(now);
    return alarm == null
        ? "nothing"
        : Math.max(0, alarm.leftNanos() / 1_000_000)
            + " ms later the "
            + (alarm.timer() == ElectionTimer.PHASE ? "phase" : "repeat")
            + " timer of n"
            + alarm.host()
            + " fires";
  }

  private Situation arrive(Situation now, Packet packet) throws BrokenRule {
    ExploredHost host = now.hosts().get(packet.to());
    if (!host.runs() || !now.cut().joins(packet.from(), packet.to())) {
      return now;
    }
    NodeAddress from = now.hosts().get(packet.from()).state().self().address();
    ElectionEvent event = new ElectionEvent.Received(0, 0, from, packet.message());
    return new HostStep(now, packet.to()).take(rules, event, ages);
  }

  /** A timer that is set. */
  private record Alarm(int host, ElectionTimer timer, long leftNanos) {}

  private static @Nullable Alarm nextAlarm(Situation now) {
    Alarm next = null;
    for (int i = 0; i < now.hosts().size(); i++) {
      ExploredHost host = now.hosts().get(i);
      if (!host.runs()) {
        continue;
      }
      for (ElectionTimer timer : ElectionTimer.values()) {
        long nanos = timer == ElectionTimer.PHASE ? host.phaseLeftNanos() : host.repeatLeftNanos();
        if (nanos != ExploredHost.UNSET && (next == null || nanos < next.leftNanos())) {
          next = new Alarm(i, timer, nanos);
        }
      }
    }
    return next;
  }

  // --- What ends a fault, at any time and at no cost.

  private void recoveries(Situation now, Transitions<Situation> into) {
    for (int i = 0; i < now.held().size(); i++) {
      int which = i;
      Packet packet = now.held().get(i);
      if (i > 0 && packet.equals(now.held().get(i - 1))) {
        continue;
      }
      if (now.hosts().get(packet.to()).runs() && now.cut().joins(packet.from(), packet.to())) {
        offer(into, () -> arrive(now.releasing(which), packet), () -> packet + " arrives at last");
      }
    }
    for (int i = 0; i < now.hosts().size(); i++) {
      int which = i;
      ExploredHost.Life life = now.hosts().get(i).life();
      if (life == ExploredHost.Life.DOWN) {
        offer(into, () -> started(now, which), () -> "n" + which + " starts");
      } else if (life == ExploredHost.Life.PAUSED) {
        offer(
            into,
            () -> now.with(which, now.hosts().get(which).with(ExploredHost.Life.UP)),
            () -> "n" + which + " goes on");
      }
    }
    if (!now.cut().equals(Cut.NONE)) {
      offer(into, () -> now.with(Cut.NONE), () -> "all ways are open again");
    }
  }

  private Situation started(Situation now, int index) throws BrokenRule {
    ExploredHost host = now.hosts().get(index);
    Contender last = host.state().self();
    Contender self =
        new Contender(
            last.uid(), last.priority(), last.incarnation() + 1, last.address(), last.name());
    ExploredHost fresh =
        new ExploredHost(
            ExploredHost.Life.UP,
            ElectionState.initial(self, host.stored()),
            ExploredHost.UNSET,
            ExploredHost.UNSET,
            host.stored(),
            Epoch.NONE,
            host.lastLed());
    return new HostStep(now.with(index, fresh), index)
        .take(rules, new ElectionEvent.Started(0, 0), ages);
  }

  // --- Faults.

  private void faults(Situation now, Transitions<Situation> into) {
    if (!now.flying().isEmpty()) {
      Packet next = now.flying().get(0);
      if (bounds.kinds().contains(Fault.HOLD)) {
        offer(
            into,
            () -> now.withoutNext().holding(next).after(Fault.HOLD),
            () -> next + " is held back");
      }
      if (bounds.kinds().contains(Fault.DUPLICATE)) {
        offer(
            into,
            () -> arrive(now.withoutNext().holding(next).after(Fault.DUPLICATE), next),
            () -> next + " arrives and is repeated");
      }
    }
    for (int i = 0; i < now.hosts().size(); i++) {
      if (now.hosts().get(i).runs()) {
        hostFaults(now, i, into);
      }
    }
    if (now.cut().equals(Cut.NONE) && bounds.kinds().contains(Fault.ISOLATE)) {
      for (int i = 0; i < now.hosts().size(); i++) {
        Cut cut = new Cut(i);
        offer(into, () -> now.with(cut).after(Fault.ISOLATE), cut::toString);
      }
    }
  }

  private void hostFaults(Situation now, int index, Transitions<Situation> into) {
    ExploredHost host = now.hosts().get(index);
    if (bounds.kinds().contains(Fault.CRASH)) {
      offer(
          into,
          () -> now.with(index, host.crashed()).after(Fault.CRASH),
          () -> "n" + index + " crashes");
    }
    if (bounds.kinds().contains(Fault.RESIGN) && !host.isWithdrawn()) {
      ElectionEvent event = new ElectionEvent.ResignRequested(0, 0);
      offer(
          into,
          () -> new HostStep(now, index).take(rules, event, ages).after(Fault.RESIGN),
          () -> "n" + index + " resigns");
    }
    if (bounds.kinds().contains(Fault.PAUSE)) {
      offer(
          into,
          () -> now.with(index, host.with(ExploredHost.Life.PAUSED)).after(Fault.PAUSE),
          () -> "n" + index + " stands still");
    }
  }

  /** What may follow. */
  @FunctionalInterface
  private interface Follow {
    @Nullable Situation situation() throws BrokenRule;
  }

  private static void offer(Transitions<Situation> into, Follow next, Supplier<String> label) {
    try {
      Situation situation = next.situation();
      if (situation != null) {
        into.to(situation, label);
      }
    } catch (BrokenRule broken) {
      into.broken(broken.rule(), broken::detail, label);
    }
  }

  // --- States as bits: the numbers of their parts.

  @Override
  public void pack(Situation state, BitWriter into) {
    for (ExploredHost host : state.hosts()) {
      into.put(hosts.numberOf(host), NUMBER_BITS);
    }
    pack(state.flying().stream().mapToInt(packets::numberOf).toArray(), into);
    // What is held back has no order.
    pack(state.held().stream().mapToInt(packets::numberOf).sorted().toArray(), into);
    into.put(cuts.numberOf(state.cut()), NUMBER_BITS);
    into.put(state.faultsLeft(), COUNT_BITS);
    into.put(state.calm());
  }

  private static void pack(int[] numbers, BitWriter into) {
    into.put(numbers.length, COUNT_BITS);
    for (int number : numbers) {
      into.put(number, NUMBER_BITS);
    }
  }

  @Override
  public Situation unpack(BitReader from) {
    List<ExploredHost> all = new ArrayList<>();
    for (int i = 0; i < bounds.hosts(); i++) {
      all.add(hosts.value(from.get(NUMBER_BITS)));
    }
    List<Packet> flying = unpackPackets(from);
    List<Packet> held = unpackPackets(from);
    Cut cut = cuts.value(from.get(NUMBER_BITS));
    return new Situation(all, flying, held, cut, from.get(COUNT_BITS), from.getBoolean());
  }

  private List<Packet> unpackPackets(BitReader from) {
    int count = from.get(COUNT_BITS);
    List<Packet> unpacked = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      unpacked.add(packets.value(from.get(NUMBER_BITS)));
    }
    return unpacked;
  }
}
