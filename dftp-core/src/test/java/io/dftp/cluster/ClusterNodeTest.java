// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.dftp.bully.LeadershipView;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedProcess;
import io.dftp.sim.Simulation;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.ReplicatedStore;
import io.dftp.store.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusterNodeTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final ObjectId MAP = new ObjectId(1, 2);

  private final Simulation simulation = new Simulation(7);
  private final SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
  private final List<SimulatedHost<ClusterNode>> hosts = new ArrayList<>();
  private final ClusterListener listener = mock(ClusterListener.class);

  ClusterNodeTest() {
    simulation.describe("cluster", () -> census().unsettled() + " " + stores());
  }

  @Test
  void hostsThatStartTogetherFormOneRingWithOneCoordinator() {
    startHosts(5);

    simulation.expect("settled", this::settled, SOON);

    assertThat(census().rings()).isEqualTo(1);
    assertThat(census().coordinator()).contains("h5");
  }

  @Test
  void theCoordinatorTellsItsRingInItsHeartbeats() {
    startHosts(3);

    simulation.expect("settled", this::settled, SOON);
    simulation.runFor(Duration.ofSeconds(1));

    Uid ring = hosts.get(2).program().leadership().group();
    assertThat(ring).isNotEqualTo(Uid.NONE);
    assertThat(hosts).allMatch(host -> host.program().leadership().group().equals(ring));
  }

  @Test
  void everyHostTellsItsListenerOfTheCoordinatorItAdopts() {
    startHosts(3);

    simulation.expect("settled", this::settled, SOON);

    verify(listener, atLeast(3)).coordinatorChanged(argThat(this::namesTheThirdHost));
  }

  private boolean namesTheThirdHost(LeadershipView view) {
    return view.coordinator().map(leader -> leader.name().equals("h3")).orElse(false);
  }

  @Test
  void whatOneHostWroteAllHostsReadEvenAfterTwoWereKilled() {
    startHosts(3);
    simulation.expect("settled", this::settled, SOON);

    put(0, "a", "1");
    assertThat(read(1, "a")).isEqualTo("1");
    hosts.get(0).crash();
    simulation.runFor(Duration.ofSeconds(8));
    assertThat(read(1, "a")).isEqualTo("1");
    hosts.get(1).crash();
    simulation.runFor(Duration.ofSeconds(8));
    assertThat(read(2, "a")).isEqualTo("1");
    put(2, "b", "2");
    hosts.get(0).start();
    hosts.get(1).start();
    startNodes();
    simulation.expect("settled", this::settled, SOON);

    assertThat(read(0, "b")).isEqualTo("2");
    assertThat(read(1, "a")).isEqualTo("1");
  }

  @Test
  void ringsThatWerePartedMergeAndKeepWhatBothWrote() {
    startHosts(5);
    simulation.expect("settled", this::settled, SOON);
    List<NodeAddress> all = hosts.stream().map(SimulatedHost::address).toList();

    network.partition(List.of(all.subList(0, 2), all.subList(2, 5)));
    simulation.runFor(Duration.ofSeconds(20));
    put(0, "left", "1");
    put(4, "right", "2");
    network.heal();
    simulation.expect("settled", this::settled, Duration.ofSeconds(60));

    for (int i = 0; i < 5; i++) {
      assertThat(read(i, "left")).isEqualTo("1");
      assertThat(read(i, "right")).isEqualTo("2");
    }
  }

  /** The halves of a parted ring have one id, so the id does not say that a host changed rings. */
  @Test
  void aHostThatRejoinsItsPartedRingComparesBeforeItServes() {
    startHosts(5);
    simulation.expect("settled", this::settled, SOON);
    List<NodeAddress> all = hosts.stream().map(SimulatedHost::address).toList();
    List<ObjectId> maps = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      maps.add(new ObjectId(3, i));
      change(i % 5, true, maps.get(i), "first", "0");
    }
    network.partition(List.of(all.subList(0, 2), all.subList(2, 5)));
    simulation.runFor(Duration.ofSeconds(20));
    // A map may lie on the other side alone; there it is unknown here, and takes no change.
    List<ObjectId> written =
        maps.stream().filter(map -> change(4, false, map, "right", "2")).toList();
    assertThat(written).hasSizeGreaterThan(15);
    maps.forEach(map -> change(1, false, map, "left", "1"));
    ClusterNode rejoiner = hosts.get(1).program();
    long incarnation = rejoiner.views().get(0).self().incarnation();

    network.heal();
    simulation.expect(
        "it rejoined",
        () -> rejoiner.views().get(0).self().incarnation() != incarnation,
        Duration.ofSeconds(60));

    for (ObjectId map : written) {
      assertThat(read(1, map, "right")).isEqualTo("2");
    }
  }

  @Test
  void aHostThatLeavesIsNotMissed() {
    startHosts(4);
    simulation.expect("settled", this::settled, SOON);
    put(0, "a", "1");

    ClusterNode leaver = hosts.get(0).program();
    SimulatedProcess process = hosts.get(0).process();
    simulation.await(
        on(process, node -> leaver.leave(CallContext.withTimeout(process.loop(), SOON))), SOON);
    hosts.get(0).crash();

    assertThat(read(1, "a")).isEqualTo("1");
    simulation.expect("settled", this::settled, SOON);
  }

  @Test
  void withoutBroadcastSeedsBringAHostIn() {
    startHosts(1);
    simulation.expect("settled", this::settled, SOON);
    SimulatedHost<ClusterNode> silent = host(2, true);
    silent.start();

    CompletableFuture<Void> joined =
        on(silent.process(), node -> silent.program().start(List.of(address(1))));
    simulation.await(joined, SOON);
    simulation.expect("settled", this::settled, SOON);

    assertThat(census().hosts()).hasSize(2);
  }

  @Test
  void aHostThatWasNeverMemberGivesUpWhenItsSeedsStaySilent() {
    SimulatedHost<ClusterNode> lonely = host(1, true);
    lonely.start();

    CompletableFuture<Void> joined =
        on(lonely.process(), node -> lonely.program().start(List.of(address(9))));
    simulation.runUntil(joined::isDone, Duration.ofSeconds(60));

    assertThat(joined).isCompletedExceptionally();
    assertThat(joined.handle((done, failure) -> failure).getNow(null))
        .hasCauseInstanceOf(SeedsUnreachableException.class)
        .hasMessageContaining("10.0.0.9:4000 cannot be reached");
  }

  /** Unlike seeds, they do not mean that there is a ring. */
  @Test
  void withoutBroadcastCandidatesBringHostsTogetherAndNobodyGivesUpWithoutThem() {
    List<NodeAddress> candidates = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      SimulatedHost<ClusterNode> silent = host(i, true);
      silent.start();
      on(silent.process(), node -> silent.program().start(List.of(), () -> candidates));
    }
    simulation.runFor(Duration.ofSeconds(30));
    assertThat(census().rings()).isEqualTo(3);

    candidates.addAll(List.of(address(1), address(2), address(3), address(9)));
    simulation.expect("settled", this::settled, Duration.ofSeconds(60));
    assertThat(census().rings()).isEqualTo(1);
  }

  @Test
  void candidatesThatStartAtOneMomentBeginOneRing() {
    List<NodeAddress> candidates = List.of(address(1), address(2), address(3));
    List<CompletableFuture<Void>> joined = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      host(i, true).start();
    }
    for (SimulatedHost<ClusterNode> host : hosts) {
      joined.add(on(host.process(), node -> host.program().start(List.of(), () -> candidates)));
    }
    joined.forEach(started -> simulation.await(started, SOON));

    assertThat(census().rings()).as("not two that become one").isEqualTo(1);
    simulation.expect("settled", this::settled, SOON);
    assertThat(census().rings()).isEqualTo(1);
  }

  @Test
  void twoProcessesOfOneIdentityAreRefused() {
    startHosts(2);
    simulation.expect("settled", this::settled, SOON);
    SimulatedHost<ClusterNode> twin =
        new SimulatedHost<>(network, address(9), process -> node(process, 1, address(9), false));
    twin.start();

    CompletableFuture<Void> joined = on(twin.process(), node -> twin.program().start(List.of()));
    simulation.runUntil(joined::isDone, Duration.ofSeconds(60));

    assertThat(joined.handle((done, failure) -> failure).getNow(null))
        .hasRootCauseInstanceOf(TwinException.class);
  }

  /** Else messages for the one would be taken for messages for the other. */
  @Test
  void whatAProcessHasNamedIsNamedByNoLaterOne() {
    startHosts(2);
    simulation.expect("settled", this::settled, SOON);
    SimulatedHost<ClusterNode> slow = host(3, false);
    slow.disk().setFaults(slow.disk().faults().withLatency(Duration.ofSeconds(2), Duration.ZERO));
    slow.start();
    startNodes();
    simulation.expect("others know it", () -> !knownAt(slow).isEmpty(), SOON);
    Set<RingMember> named = knownAt(slow);

    slow.restart();
    startNodes();

    simulation.expect("it is a member again", () -> isMember(slow), SOON);
    assertThat(slow.program().views()).noneMatch(view -> named.contains(view.self()));
  }

  private Set<RingMember> knownAt(SimulatedHost<ClusterNode> host) {
    return hosts.stream()
        .filter(other -> other != host && other.isUp())
        .flatMap(other -> other.program().views().stream())
        .flatMap(view -> view.successors().stream())
        .filter(member -> member.address().equals(host.address()))
        .collect(Collectors.toSet());
  }

  private static boolean isMember(SimulatedHost<ClusterNode> host) {
    List<RingView> views = host.program().views();
    return !views.isEmpty() && views.stream().allMatch(RingView::isMember);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aSilentCandidateIsGivenUpForTheNext(int silent) {
    assertThat(timeToJoinWhen(SimulatedHost::pause, silent)).isLessThan(Duration.ofSeconds(6));
  }

  /** It answers, but there is nothing to join. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aCandidateThatIsInNoRingAnyMoreIsGivenUpAtOnce(int restarted) {
    assertThat(timeToJoinWhen(SimulatedHost::restart, restarted)).isLessThan(Duration.ofSeconds(2));
  }

  /** Something happens to one of two candidates after both said that they are members. */
  private Duration timeToJoinWhen(Consumer<SimulatedHost<ClusterNode>> mishap, int candidate) {
    startHosts(4);
    simulation.expect("settled", this::settled, SOON);
    SimulatedHost<ClusterNode> starting = host(5, true);
    starting.start();
    CompletableFuture<Void> joined =
        on(starting.process(), node -> starting.program().start(List.of(address(1), address(2))));

    Duration begun = simulation.now();
    simulation.runFor(Duration.ofMillis(100));
    assertThat(joined).isNotDone();
    mishap.accept(hosts.get(candidate - 1));
    simulation.await(joined, SOON);
    return simulation.now().minus(begun);
  }

  private void startHosts(int number) {
    for (int i = 1; i <= number; i++) {
      host(i, false).start();
    }
    startNodes();
  }

  private void startNodes() {
    for (SimulatedHost<ClusterNode> host : hosts) {
      ClusterNode node = host.program();
      if (host.isUp() && node.views().isEmpty()) {
        on(host.process(), process -> node.start(List.of()));
      }
    }
  }

  private SimulatedHost<ClusterNode> host(int number, boolean silent) {
    SimulatedHost<ClusterNode> host =
        new SimulatedHost<>(
            network, address(number), process -> node(process, number, address(number), silent));
    hosts.add(host);
    return host;
  }

  private ClusterNode node(
      SimulatedProcess process, int number, NodeAddress address, boolean silent) {
    try {
      return new ClusterNode(
          new HostIdentity(new Uid(number, number), "h" + number, address, ""),
          ClusterConfig.lan(),
          "test",
          new ClusterPorts(
              process.loop(),
              process.endpoint(),
              process.endpoint(),
              silent ? new SilentBroadcast() : process.endpoint().broadcast(),
              process.workers(),
              process.store(),
              process.cell("election"),
              process.cell("peers"),
              process.metrics()),
          Set.of(MAP),
          listener);
    } catch (WireFormatException damaged) {
      throw new AssertionError(damaged);
    }
  }

  private static NodeAddress address(int number) {
    return new NodeAddress("10.0.0." + number, 4000);
  }

  private boolean settled() {
    return hosts.stream().filter(SimulatedHost::isUp).allMatch(h -> !h.program().views().isEmpty())
        && census().isSettled()
        && census().hosts().size() == hosts.stream().filter(SimulatedHost::isUp).count();
  }

  private String stores() {
    StringBuilder text = new StringBuilder();
    for (SimulatedHost<ClusterNode> host : hosts) {
      host.programIfUp().ifPresent(node -> text.append('\n').append(node.store().status()));
    }
    return text.toString();
  }

  private ClusterStatus census() {
    List<HostStatus> statuses = new ArrayList<>();
    for (SimulatedHost<ClusterNode> host : hosts) {
      host.programIfUp().ifPresent(node -> statuses.add(node.status()));
    }
    return ClusterStatus.of(statuses, List.of());
  }

  private void put(int host, String name, String value) {
    put(host, MAP, name, value);
  }

  private void put(int host, ObjectId map, String name, String value) {
    assertThat(change(host, false, map, name, value)).isTrue();
  }

  /** Says whether the row was put; else nobody who knows the map can be reached. */
  private boolean change(int host, boolean creates, ObjectId map, String name, String value) {
    Mutation put =
        new Mutation(List.of(), List.of(new Mutation.Put(name, Bytes.utf8(value))), List.of());
    CompletableFuture<MutationResult> result =
        on(
            hosts.get(host).process(),
            process -> {
              ReplicatedStore store = hosts.get(host).program().store();
              CallContext context = CallContext.withTimeout(process.loop(), SOON);
              return creates ? store.create(map, put, context) : store.mutate(map, put, context);
            });
    simulation.expect("an answer", result::isDone, SOON);
    return !result.isCompletedExceptionally() && result.join() instanceof MutationResult.Applied;
  }

  private String read(int host, String name) {
    return read(host, MAP, name);
  }

  private String read(int host, ObjectId map, String name) {
    List<Row> rows =
        simulation.await(
            on(
                hosts.get(host).process(),
                process ->
                    hosts
                        .get(host)
                        .program()
                        .store()
                        .get(map, name, CallContext.withTimeout(process.loop(), SOON))),
            SOON);
    return Optional.of(rows)
        .filter(found -> found.size() == 1)
        .map(
            found ->
                new String(found.get(0).value().array(), java.nio.charset.StandardCharsets.UTF_8))
        .orElse("missing");
  }

  private <T> CompletableFuture<T> on(
      SimulatedProcess process, Function<SimulatedProcess, CompletableFuture<T>> call) {
    return process.loop().call(() -> call.apply(process));
  }
}
