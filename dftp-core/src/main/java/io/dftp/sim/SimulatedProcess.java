// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.net.MessageCodec;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.WallClock;
import io.dftp.runtime.Workers;
import io.dftp.store.LocalStore;
import java.time.Duration;

/** One run of a program on a {@link SimulatedHost}, and the ports it is given. */
public final class SimulatedProcess {

  private static final Duration WORK_LATENCY = Duration.ofMillis(1);

  private final SimulatedEventLoop loop;
  private final SimulatedEndpoint endpoint;
  private final SimulatedDisk disk;
  private final WallClock wallClock;
  private final Workers workers;
  private final CountingMetrics metrics = new CountingMetrics();

  SimulatedProcess(
      SimulatedEventLoop loop,
      SimulatedEndpoint endpoint,
      SimulatedDisk disk,
      WallClock wallClock) {
    this.loop = loop;
    this.endpoint = endpoint;
    this.disk = disk;
    this.wallClock = wallClock;
    this.workers = new SimulatedWorkers(loop, WORK_LATENCY);
  }

  /** Returns its event loop. */
  public SimulatedEventLoop loop() {
    return loop;
  }

  /** Returns its messages, blobs and broadcast. */
  public SimulatedEndpoint endpoint() {
    return endpoint;
  }

  /** Returns its workers; each piece of work takes a millisecond. */
  public Workers workers() {
    return workers;
  }

  /** Returns the store on its host's disk. */
  public LocalStore store() {
    return disk.open(loop);
  }

  /** Returns a small value on its host's disk. */
  public DurableCell cell(String name) {
    return disk.cell(loop, name);
  }

  /** Returns how often the disk of its host was replaced. */
  int replacements() {
    return disk.replacements();
  }

  /** Returns its counters, which begin at zero. */
  public CountingMetrics metrics() {
    return metrics;
  }

  /** Returns the clock of its host. */
  public WallClock wallClock() {
    return wallClock;
  }

  /** Creates the request channel over its endpoint; once a process. */
  public RequestChannel newChannel(MessageCodec codec) {
    return new RequestChannel(loop, endpoint, endpoint, codec, metrics);
  }
}
