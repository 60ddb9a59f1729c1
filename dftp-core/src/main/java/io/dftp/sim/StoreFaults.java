// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.cluster.ClusterNode;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What a {@link StoreTrial}, or a trial like it, does to the hosts of a cluster. Faults come in
 * bouts: within one at most k-1 hosts are held up, down, or without their disk, each once, so that
 * one holder of everything stays.
 */
public final class StoreFaults {

  private static final Duration LEFT_WITHIN = Duration.ofSeconds(40);
  private static final Duration HAND_OVER = Duration.ofSeconds(10);

  /** Operations still meet what a fault left behind some time after it. */
  private static final Duration AFTERMATH = Duration.ofSeconds(1);

  /** So many more batches of rows a disk may take that is nearly full. */
  private static final int MOST_BATCHES = 20;

  private static final Duration BURST = Duration.ofSeconds(1);
  private static final List<Parting> CUTS =
      List.of(
          Parting.TWO_SIDES,
          Parting.TWO_SIDES,
          Parting.THREE_PARTS,
          Parting.ALONE,
          Parting.ONE_WAY_SIDES,
          Parting.MUTE,
          Parting.DEAF,
          Parting.ONE_WAY_LINK);

  private final SimulatedCluster cluster;
  private final SimulatedNetwork network;
  private final Simulation simulation;
  private final FaultWatcher watcher;
  private final RandomGenerator random;
  private final int mostVictims;
  private final Set<SimulatedHost<ClusterNode>> spares = new LinkedHashSet<>();
  private final Set<SimulatedHost<ClusterNode>> victims = new LinkedHashSet<>();
  private final Set<SimulatedHost<ClusterNode>> leaving = new LinkedHashSet<>();
  private final Set<SimulatedHost<ClusterNode>> gone = new LinkedHashSet<>();
  private final List<Runnable> ends = new ArrayList<>();
  private final List<String> story = new ArrayList<>();
  private boolean cut;

  /**
   * Creates them.
   *
   * @param watcher is told of them
   * @param started how many of the hosts run; the others may join later
   * @param replicas how many hosts keep everything
   */
  public StoreFaults(SimulatedCluster cluster, FaultWatcher watcher, int started, int replicas) {
    this.cluster = cluster;
    this.network = cluster.network();
    this.simulation = network.simulation();
    this.watcher = watcher;
    this.random = simulation.random("store faults");
    this.mostVictims = replicas - 1;
    simulation.describe("what was done", () -> String.join(", ", story));
    spares.addAll(cluster.hosts().subList(started, cluster.hosts().size()));
  }

  /** Lets one fault begin; nothing when there is no host for it. */
  public void begin(StoreFault fault) {
    switch (fault) {
      case PAUSE -> pause();
      case CRASH -> crash();
      case RESTART -> restart();
      case DISK_LOSS -> loseDisk();
      case FULL_DISK -> fillDisk();
      case GROWTH -> grow();
      case LEAVE -> leave();
      case LOSS -> disturb(StoreFault.LOSS, NetworkFaults.lossy());
      case DELAY ->
          disturb(
              StoreFault.DELAY,
              NetworkFaults.none().withDelay(Duration.ofMillis(20), Duration.ofMillis(13)));
      case CUT -> cut();
    }
  }

  /** Ends all of them; hosts that have left stay away. */
  public void end() {
    tell("end");
    ends.forEach(Runnable::run);
    ends.clear();
    victims.clear();
    cut = false;
    simulation.expect("hosts left", leaving::isEmpty, LEFT_WITHIN);
  }

  /** Lets the hosts that have left join again: what one served alone in a cut, it alone knows. */
  public void bringBack() {
    for (SimulatedHost<ClusterNode> host : gone) {
      if (!host.isUp()) {
        spares.remove(host);
        host.start();
      }
    }
  }

  private void pause() {
    victim(false)
        .forEach(
            host -> {
              host.pause();
              tell(StoreFault.PAUSE + " " + host.address());
              during(StoreFault.PAUSE, host::resume);
            });
  }

  private void crash() {
    victim(false)
        .forEach(
            host -> {
              host.crash();
              tell(StoreFault.CRASH + " " + host.address());
              during(StoreFault.CRASH, host::start);
            });
  }

  private void restart() {
    victim(false)
        .forEach(
            host -> {
              host.restart();
              tell(StoreFault.RESTART + " " + host.address());
              during(StoreFault.RESTART, () -> {});
            });
  }

  private void loseDisk() {
    // In a cut one side may hold the only copy of what it acknowledged.
    if (!cut) {
      victim(true)
          .forEach(
              host -> {
                host.crashAndLoseDisk();
                tell(StoreFault.DISK_LOSS + " " + host.address());
                during(StoreFault.DISK_LOSS, host::start);
              });
    }
  }

  private void fillDisk() {
    victim(false)
        .forEach(
            host -> {
              SimulatedDisk disk = host.disk();
              long before = disk.capacityBytes();
              int which = random.nextInt(3);
              if (which > 0) {
                disk.setCapacityBytes(0);
              }
              if (which < 2) {
                disk.setBatchesLeft(random.nextInt(MOST_BATCHES));
              }
              tell(StoreFault.FULL_DISK + " " + host.address());
              during(
                  StoreFault.FULL_DISK,
                  () -> {
                    disk.setCapacityBytes(before);
                    disk.setBatchesLeft(Long.MAX_VALUE);
                  });
            });
  }

  private void leave() {
    victim(true)
        .forEach(
            host -> {
              tell(StoreFault.LEAVE + " " + host.address());
              leaving.add(host);
              watcher.faultBegan(StoreFault.LEAVE);
              SimulatedEventLoop loop = host.process().loop();
              ClusterNode node = host.program();
              loop.execute(
                  () ->
                      node.leave(CallContext.withTimeout(loop, HAND_OVER))
                          .whenComplete(
                              (left, failure) ->
                                  simulation.schedule(Duration.ZERO, () -> left(host))));
            });
  }

  private void tell(String what) {
    story.add(String.format(Locale.ROOT, "%.3f s %s", simulation.now().toNanos() / 1e9, what));
  }

  private void left(SimulatedHost<ClusterNode> host) {
    host.crash();
    tell("left " + host.address());
    leaving.remove(host);
    spares.add(host);
    gone.add(host);
    watcher.left(host.address());
    after(StoreFault.LEAVE);
  }

  private void grow() {
    tell(StoreFault.GROWTH + " by " + spares.size());
    for (SimulatedHost<ClusterNode> host : spares) {
      watcher.faultBegan(StoreFault.GROWTH);
      simulation.schedule(
          Duration.ofNanos(random.nextLong(BURST.toNanos())),
          () -> {
            // It may have been brought back meanwhile.
            if (!host.isUp()) {
              host.start();
            }
            after(StoreFault.GROWTH);
          });
    }
    spares.clear();
  }

  private void disturb(StoreFault fault, NetworkFaults faults) {
    tell(fault.name());
    network.setFaults(faults);
    during(fault, () -> network.setFaults(NetworkFaults.none()));
  }

  private void cut() {
    List<NodeAddress> up = cluster.up().stream().map(SimulatedHost::address).toList();
    Parting parting = CUTS.get(random.nextInt(CUTS.size()));
    if (cut || up.size() < (parting == Parting.THREE_PARTS ? 3 : 2)) {
      return;
    }
    cut = true;
    List<List<NodeAddress>> parts = parting.apply(network, up, random);
    tell(parting + " into " + parts);
    watcher.parted(parting, parts);
    during(
        StoreFault.CUT,
        () -> {
          network.heal();
          watcher.healed();
        });
  }

  private void during(StoreFault fault, Runnable end) {
    watcher.faultBegan(fault);
    ends.add(
        () -> {
          end.run();
          after(fault);
        });
  }

  private void after(StoreFault fault) {
    simulation.schedule(AFTERMATH, () -> watcher.faultEnded(fault));
  }

  /**
   * Returns a host that nothing has happened to in this bout; none if enough have suffered.
   *
   * @param goes whether its copies go with it, so that another host must be there
   */
  private List<SimulatedHost<ClusterNode>> victim(boolean goes) {
    List<SimulatedHost<ClusterNode>> sound = new ArrayList<>(cluster.up());
    sound.removeAll(victims);
    boolean alone = sound.size() == 1;
    boolean lastOfSeveral = alone && !victims.isEmpty();
    if (sound.isEmpty() || victims.size() >= mostVictims || lastOfSeveral || (alone && goes)) {
      return List.of();
    }
    SimulatedHost<ClusterNode> host = sound.get(random.nextInt(sound.size()));
    victims.add(host);
    return List.of(host);
  }
}
