// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkState;

import io.dftp.net.NodeAddress;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A machine of a simulated network: an address, a disk and a clock that stay, and a process that
 * can crash and start again.
 *
 * @param <T> the program that runs on it
 */
public final class SimulatedHost<T> {

  /** How many bytes of blobs the disk takes at first. */
  private static final long CAPACITY_BYTES = 1L << 30;

  private final SimulatedNetwork network;
  private final NodeAddress address;
  private final Function<SimulatedProcess, T> program;
  private final SimulatedDisk disk;
  private final SimulatedWallClock wallClock;
  private @Nullable SimulatedProcess process;
  private @Nullable T running;

  /**
   * Creates a machine on which nothing runs yet.
   *
   * @param program starts the program of a new process with the ports given, on its event loop
   */
  public SimulatedHost(
      SimulatedNetwork network, NodeAddress address, Function<SimulatedProcess, T> program) {
    this.network = network;
    this.address = address;
    this.program = program;
    this.disk =
        new SimulatedDisk(
            network.simulation(), address.toString(), DiskFaults.none(), CAPACITY_BYTES);
    this.wallClock = new SimulatedWallClock(network.simulation());
  }

  /** Returns the address of the machine. */
  public NodeAddress address() {
    return address;
  }

  /** Returns the disk, which survives crashes. */
  public SimulatedDisk disk() {
    return disk;
  }

  /** Returns the clock. */
  public SimulatedWallClock wallClock() {
    return wallClock;
  }

  /** Starts a process; none may run. */
  public T start() {
    checkState(!isUp(), "a process runs on %s already", address);
    SimulatedEventLoop loop = network.simulation().newLoop(address.toString());
    SimulatedProcess started =
        new SimulatedProcess(loop, network.endpoint(address, loop), disk, wallClock);
    process = started;
    network.simulation().runAs(loop, () -> running = program.apply(started));
    return program();
  }

  /** Ends the process at once, if one runs; the disk keeps what is durable. */
  public void crash() {
    network.crash(address);
    running = null;
  }

  /** Ends the process at once and empties the disk. */
  public void crashAndLoseDisk() {
    crash();
    disk.destroy();
  }

  /** Ends the process, if one runs, and starts another at the same moment. */
  public T restart() {
    crash();
    return start();
  }

  /** Holds the process up. */
  public void pause() {
    process().loop().pause();
  }

  /** Lets the process go on. */
  public void resume() {
    process().loop().resume();
  }

  /** Says whether a process runs, held up or not. */
  public boolean isUp() {
    return running != null;
  }

  /** Returns the program that runs. */
  public T program() {
    T program = running;
    checkState(program != null, "nothing runs on %s", address);
    return program;
  }

  /** Returns the program if one runs. */
  public Optional<T> programIfUp() {
    return Optional.ofNullable(running);
  }

  /** Returns the latest process, even when it has ended. */
  public SimulatedProcess process() {
    SimulatedProcess latest = process;
    checkState(latest != null, "nothing ever ran on %s", address);
    return latest;
  }

  /** Says whether a process runs here and acted in the latest event. */
  boolean actedLast() {
    return running != null && network.simulation().actedLast(process().loop());
  }

  @Override
  public String toString() {
    return address + (isUp() ? "" : " (down)");
  }
}
