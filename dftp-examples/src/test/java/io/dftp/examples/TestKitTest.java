// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.ChordConfig;
import io.dftp.chord.LookupResult;
import io.dftp.cluster.ClusterConfig;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingRules;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedCluster;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedRing;
import io.dftp.sim.Simulation;
import io.dftp.sim.explore.BitReader;
import io.dftp.sim.explore.BitWriter;
import io.dftp.sim.explore.Counterexample;
import io.dftp.sim.explore.Exploration;
import io.dftp.sim.explore.Explorer;
import io.dftp.sim.explore.StateInvariant;
import io.dftp.sim.explore.Transitions;
import io.dftp.sim.explore.World;
import io.dftp.sim.history.Action;
import io.dftp.sim.history.HistoryRecorder;
import io.dftp.sim.history.Linearizability;
import io.dftp.sim.history.Outcome;
import io.dftp.sim.history.Verdict;
import io.dftp.sim.ring.RingInvariants;
import io.dftp.sim.ring.RingSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The code that docs/SIMULATION.md shows. */
class TestKitTest {

  @Test
  void aWholeClusterSettles() {
    Simulation simulation = new Simulation(42);
    SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.lossy());
    SimulatedCluster cluster = new SimulatedCluster(network, ClusterConfig.lan(), 5);
    cluster.start();
    cluster.settle(Duration.ofMinutes(5));
    assertThat(cluster.up()).hasSize(5);
  }

  @Test
  void aStaleReadIsNotLinearizable() {
    Simulation simulation = new Simulation(42);

    HistoryRecorder recorder = new HistoryRecorder(simulation::now);
    int put = recorder.invoke("one client", "a key", Action.Change.create("v1"));
    recorder.returned(put, new Outcome.Done());
    int read = recorder.invoke("another", "a key", new Action.Read());
    recorder.returned(read, Outcome.Rows.of(List.of()));
    Verdict verdict = Linearizability.check(recorder.history(), 100_000);

    assertThat(verdict).isInstanceOf(Verdict.Broken.class);
  }

  @Test
  void aRingSurvivesACrash() {
    ChordConfig chord = ChordConfig.simulated().withSuccessors(3);
    SimulatedRing ring =
        new SimulatedRing(42, NetworkFaults.lossy(), RingSettings.simulated().with(chord));
    ring.simulation().addInvariant(RingRules.of(ring, RingRules.LOCAL));
    ring.build(8);

    ring.crash(3);
    NodeAddress cutOff = SimulatedRing.addressOf(5);
    ring.network().partition(List.of(List.of(cutOff)));
    ring.simulation().runFor(Duration.ofMillis(800));
    ring.network().heal();
    ring.settle();

    RingSnapshot snapshot = RingSnapshot.of(ring.views(), 3);
    assertThat(RingInvariants.violations(snapshot)).isEmpty();
    assertThat(RingInvariants.missingForIdeal(snapshot)).isEmpty();
    Identifier key = KeyHasher.hash("a key");
    Duration atMost = Duration.ofSeconds(10);
    LookupResult found = ring.simulation().await(ring.lookup(0, key, atMost), atMost);
    assertThat(found.owner()).isEqualTo(ring.expectedOwner(key));
  }

  @Test
  void theExplorerFindsTheShortestWayToALostUpdate() {
    Exploration<Account> exploration = Explorer.explore(new TwoDeposits());
    Counterexample lost = exploration.counterexamples().get(0);
    assertThat(lost.property()).isEqualTo("NothingIsLost");
    assertThat(lost.labels()).hasSize(4);
    assertThat(lost.labels().subList(0, 2)).allMatch(label -> label.contains("reads"));
  }

  /** A balance, and what each of two clients has read of it: -1 before, 3 after its deposit. */
  record Account(int balance, int first, int second) {
    boolean isOver() {
      return first == 3 && second == 3;
    }
  }

  /** Two clients deposit one each: read the balance, then write it back one higher. */
  static final class TwoDeposits implements World<Account> {
    @Override
    public List<Account> initialStates() {
      return List.of(new Account(0, -1, -1));
    }

    @Override
    public void expand(Account at, Transitions<Account> into) {
      if (at.first() == -1) {
        into.to(new Account(at.balance(), at.balance(), at.second()), () -> "the first reads");
      } else if (at.first() != 3) {
        into.to(new Account(at.first() + 1, 3, at.second()), () -> "the first writes");
      }
      if (at.second() == -1) {
        into.to(new Account(at.balance(), at.first(), at.balance()), () -> "the second reads");
      } else if (at.second() != 3) {
        into.to(new Account(at.second() + 1, at.first(), 3), () -> "the second writes");
      }
    }

    @Override
    public void pack(Account state, BitWriter into) {
      into.put(state.balance(), 2);
      into.put(state.first() + 1, 3);
      into.put(state.second() + 1, 3);
    }

    @Override
    public Account unpack(BitReader from) {
      return new Account(from.get(2), from.get(3) - 1, from.get(3) - 1);
    }

    @Override
    public List<StateInvariant<Account>> invariants() {
      return List.of(new NothingIsLost());
    }
  }

  static final class NothingIsLost implements StateInvariant<Account> {
    @Override
    public String name() {
      return "NothingIsLost";
    }

    @Override
    public Optional<String> violation(Account state) {
      return state.isOver() && state.balance() != 2
          ? Optional.of("two deposits made a balance of " + state.balance())
          : Optional.empty();
    }
  }
}
