// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A group of hosts that run the production step over a queue of events under one seed: messages are
 * lost, delayed, repeated and overtaken; hosts crash and restart with what they had stored. After
 * each event the invariants are checked.
 */
class ElectionHarness {

  /** The step under test; mutants wrap the production one. */
  @FunctionalInterface
  interface Protocol {
    Step<ElectionState, ElectionEffect> step(ElectionState state, ElectionEvent event);
  }

  static final long MILLIS = 1_000_000;

  final BullyConfig config = BullyConfig.simulated();
  private final Protocol protocol;
  private final Random random;
  private final PriorityQueue<Task> queue =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
  private final List<Host> hosts = new ArrayList<>();
  private final Set<List<Integer>> cuts = new HashSet<>();
  private final Map<Epoch, Integer> owners = new HashMap<>();
  private final List<String> trace = new ArrayList<>();
  private double loss;
  private double duplication;
  private long now;
  private long order;
  int messages;

  ElectionHarness(long seed, int size, Protocol protocol) {
    this.random = new Random(seed);
    this.protocol = protocol;
    for (int i = 0; i < size; i++) {
      hosts.add(new Host(i));
    }
  }

  static Protocol production() {
    return new ElectionProtocol(BullyConfig.simulated())::step;
  }

  void faults(double loss, double duplication) {
    this.loss = loss;
    this.duplication = duplication;
  }

  void start(int index) {
    hosts.get(index).start();
  }

  void startAll() {
    hosts.forEach(Host::start);
  }

  void crash(int index) {
    hosts.get(index).crash();
  }

  void resign(int index) {
    Host host = hosts.get(index);
    host.step(new ElectionEvent.ResignRequested(now, random.nextLong()));
  }

  boolean isUp(int index) {
    return hosts.get(index).up;
  }

  /** Cuts the way from one host to another; the way back stays. */
  void cut(int from, int to) {
    cuts.add(List.of(from, to));
  }

  void separate(Set<Integer> one) {
    for (int a = 0; a < hosts.size(); a++) {
      for (int b = 0; b < hosts.size(); b++) {
        if (one.contains(a) != one.contains(b)) {
          cut(a, b);
        }
      }
    }
  }

  void heal() {
    cuts.clear();
  }

  void run(long millis) {
    long end = now + millis * MILLIS;
    while (!queue.isEmpty() && queue.peek().at <= end) {
      Task task = queue.remove();
      now = task.at;
      task.action.run();
    }
    now = end;
  }

  long nowMillis() {
    return now / MILLIS;
  }

  LeadershipView view(int index) {
    return hosts.get(index).state().view();
  }

  ElectionState state(int index) {
    return hosts.get(index).state();
  }

  /** Returns how often somebody became leader. */
  int grants() {
    return owners.size();
  }

  /** Says whether all hosts of the group that are up follow this one, under one epoch. */
  boolean agreed(int leader, int... group) {
    Set<Epoch> epochs = new HashSet<>();
    for (int index : group) {
      LeadershipView view = view(index);
      epochs.add(view.epoch());
      if (!view.coordinator().equals(Optional.of(hosts.get(leader).state().self()))) {
        return false;
      }
    }
    return epochs.size() == 1 && view(leader).isLeader();
  }

  /** Checks that the hosts of one connected group ended quietly under one leader of theirs. */
  void assertOneLeader(int... group) {
    List<Integer> leaders = new ArrayList<>();
    for (int index : group) {
      if (view(index).isLeader()) {
        leaders.add(index);
      }
    }
    assertThat(leaders).as("leaders%n%s", tail()).hasSize(1);
    assertThat(agreed(leaders.get(0), group)).as("all follow%n%s", tail()).isTrue();
  }

  int leaderOf(int... group) {
    assertOneLeader(group);
    for (int index : group) {
      if (view(index).isLeader()) {
        return index;
      }
    }
    throw new AssertionError();
  }

  String tail() {
    return String.join("\n", trace.subList(Math.max(0, trace.size() - 60), trace.size()));
  }

  private void note(String line) {
    trace.add(now / MILLIS + " " + line);
    if (trace.size() > 5000) {
      trace.subList(0, 2500).clear();
    }
  }

  private void later(long delayNanos, Runnable action) {
    queue.add(new Task(now + delayNanos, order++, action));
  }

  private static NodeAddress address(int index) {
    return new NodeAddress("10.0.0." + (index + 1), 7000);
  }

  private record Task(long at, long order, Runnable action) {}

  private final class Host {
    private final int index;
    private final Map<ElectionTimer, Long> timers = new EnumMap<>(ElectionTimer.class);
    private ElectionState state;
    private Epoch stored = Epoch.NONE;
    private Epoch granted = Epoch.NONE;
    private long incarnation;
    private boolean up;

    Host(int index) {
      this.index = index;
    }

    ElectionState state() {
      return state;
    }

    void start() {
      incarnation++;
      NodeAddress address = address(index);
      Contender self =
          new Contender(
              new Uid(0, index + 1),
              Contender.priorityOf(address.host()),
              incarnation,
              address,
              "n" + index);
      state = ElectionState.initial(self, stored);
      up = true;
      step(new ElectionEvent.Started(now, random.nextLong()));
    }

    void crash() {
      up = false;
      granted = Epoch.NONE;
      timers.clear();
      note(index + " crashes");
    }

    void step(ElectionEvent event) {
      Step<ElectionState, ElectionEffect> step = protocol.step(state, event);
      Epoch before = state.promised();
      state = step.state();
      assertThat(state.promised())
          .as("the promise of %s%n%s", index, tail())
          .isGreaterThanOrEqualTo(before);
      assertThat(state.schedule().copiesLeft()).isLessThanOrEqualTo(2);
      if (!(event instanceof ElectionEvent.TimerFired)) {
        note(index + " " + state.view() + " after " + event);
      } else {
        note(index + " " + state.view() + " after a timer");
      }
      step.effects().forEach(this::run);
    }

    private void run(ElectionEffect effect) {
      if (effect instanceof ElectionEffect.Persist persist) {
        stored = persist.promised();
      } else if (effect instanceof ElectionEffect.Grant grant) {
        assertThat(granted).as("grants alternate%n%s", tail()).isEqualTo(Epoch.NONE);
        granted = grant.epoch();
        assertThat(owners.put(granted, index))
            .as("the epoch %s was led before%n%s", granted, tail())
            .isNull();
        assertThat(stored).as("the led epoch is promised").isEqualTo(granted);
      } else if (effect instanceof ElectionEffect.Revoke revoke) {
        assertThat(granted).as("revoked is what was granted").isEqualTo(revoke.epoch());
        granted = Epoch.NONE;
      } else if (effect instanceof ElectionEffect.SetTimer timer) {
        set(timer);
      } else if (effect instanceof ElectionEffect.Broadcast broadcast) {
        for (Host other : hosts) {
          deliver(other, broadcast.message());
        }
      } else if (effect instanceof ElectionEffect.Send send) {
        for (Host other : hosts) {
          if (address(other.index).equals(send.to())) {
            deliver(other, send.message());
          }
        }
      }
    }

    private void set(ElectionEffect.SetTimer timer) {
      long id = order;
      timers.put(timer.timer(), id);
      later(
          timer.delayNanos(),
          () -> {
            // The loop cancels the timer that was set before; the generation is a second lock.
            if (up && timers.getOrDefault(timer.timer(), -1L) == id) {
              step(
                  new ElectionEvent.TimerFired(
                      now, random.nextLong(), timer.timer(), timer.generation()));
            }
          });
    }

    private void deliver(Host other, BullyMessage message) {
      messages++;
      int copies = random.nextDouble() < duplication ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        boolean lost = other != this && random.nextDouble() < loss;
        if (lost || cuts.contains(List.of(index, other.index))) {
          continue;
        }
        long delay = MILLIS / 10 + random.nextInt((int) (10 * MILLIS));
        long to = other.incarnation;
        later(
            delay,
            () -> {
              if (other.up && other.incarnation >= to) {
                other.step(
                    new ElectionEvent.Received(now, random.nextLong(), address(index), message));
              }
            });
      }
    }
  }
}
