// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedProcess;
import io.dftp.sim.Simulation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Disks that were written before operations had names and maps had births. */
class FormatConversionTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final ObjectId map = ObjectId.random(RandomGenerator.of("SplittableRandom"));
  private final ObjectId root = new ObjectId(0, 1);
  private Simulation simulation = new Simulation(3);

  @Test
  void copiesThatHostsConvertApartJoinAsBefore() {
    RingOfStores ring = new RingOfStores(1, 3);
    ring.settle();
    Dot stays = new Dot(77, 1);
    Dot gone = new Dot(77, 2);
    Dot late = new Dot(88, 1);
    for (int host = 0; host < 3; host++) {
      boolean hasLatest = host == 2;
      RowBatch old = new RowBatch();
      CausalContext seen = CausalContext.EMPTY.plus(List.of(stays, gone));
      old.put(oldRow("stays", stays), Bytes.utf8("s"));
      RowDigest digest = RowDigest.of(new Row("stays", stays, Bytes.utf8("s")));
      if (hasLatest) {
        seen = seen.plus(List.of(late));
        old.put(oldRow("late", late), Bytes.utf8("l"));
        digest = digest.plus(RowDigest.of(new Row("late", late, Bytes.utf8("l"))));
      } else {
        old.put(oldRow("gone", gone), Bytes.utf8("g"));
        digest = digest.plus(RowDigest.of(new Row("gone", gone, Bytes.utf8("g"))));
      }
      old.put(oldHead(), head(seen, digest));
      ring.await(ring.host(host).process().store().write(old));
    }
    for (int host = 0; host < 3; host++) {
      ring.crash(host);
    }
    for (int host = 0; host < 3; host++) {
      ring.restart(host);
    }
    ring.settle();

    assertThat(ring.names(0, map)).containsExactly("late", "stays");
    assertThat(ring.get(1, map, "stays")).containsExactly(new Row("stays", stays, Bytes.utf8("s")));
    assertThat(ring.put(1, map, "new", "n")).isInstanceOf(MutationResult.Applied.class);
    for (SimulatedHost<ReplicatedStore> host : ring.hosts()) {
      assertThat(host.disk().durableRows().keySet())
          .noneMatch(key -> key.array()[0] == FormatConversion.OLD_FORMAT);
    }
  }

  /** Each of its steps ends soon, but all others wait for the whole. */
  @Test
  void aLongConversionIsNoSilence() {
    RingOfStores ring = new RingOfStores(2, 1);
    ring.settle();
    LocalStore disk = ring.host(0).process().store();
    for (int number = 0; number < 2000; number++) {
      ObjectId each = new ObjectId(5, number);
      Dot dot = new Dot(77, 1);
      RowDigest digest = RowDigest.of(new Row("a", dot, Bytes.utf8("v")));
      RowBatch old = new RowBatch();
      old.put(oldRow(each, "a", dot), Bytes.utf8("v"));
      old.put(oldHead(each), head(CausalContext.EMPTY.plus(List.of(dot)), digest));
      ring.await(disk.write(old));
    }
    ring.await(disk.write(new RowBatch().remove(LocalStore.NAME)));
    ring.crash(0);
    Duration began = ring.simulation().now();
    ring.restart(0);

    assertThat(ring.names(0, new ObjectId(5, 1999))).containsExactly("a");
    assertThat(ring.simulation().now().minus(began))
        .isGreaterThan(StoreConfig.defaults().diskSilentAfter().multipliedBy(2));
    assertThat(ring.host(0).process().metrics().value("store.disk.silent")).isZero();
    assertThat(ring.store(0).status().disk()).isEqualTo(DiskState.SOUND);
  }

  @Test
  void anUnreadableCopyIsLeftOutAndTheOthersAreConverted() {
    SimulatedHost<SimulatedProcess> host = aHost();
    LocalStore disk = host.program().store();
    await(disk.write(new RowBatch().put(oldHead(), Bytes.utf8("?"))));

    await(FormatConversion.run(disk, Set.of(root), () -> 1));

    assertThat(host.disk().durableRows()).containsKey(MapKeys.head(root));
    assertThat(host.disk().durableRows()).doesNotContainKey(MapKeys.head(map));
    assertThat(host.disk().durableRows()).doesNotContainKey(oldHead());
  }

  @Test
  void aDiskWithoutOldMapsStaysAsItIs() {
    SimulatedHost<SimulatedProcess> host = aHost();

    await(FormatConversion.run(host.program().store(), Set.of(root), () -> 1));

    assertThat(host.disk().durableRows()).isEmpty();
  }

  @Test
  void aConversionThatWasInterruptedGoesOn() {
    for (int run = 0; run < 240; run++) {
      int events = run / 4;
      SimulatedHost<SimulatedProcess> host = aHost(run);
      Dot dot = new Dot(5, 1);
      Row row = new Row("name", dot, Bytes.utf8("v"));
      RowBatch old = new RowBatch();
      old.put(oldRow("name", dot), row.value());
      old.put(oldHead(), head(CausalContext.EMPTY.plus(List.of(dot)), RowDigest.of(row)));
      await(host.program().store().write(old));

      FormatConversion.run(host.program().store(), Set.of(root), () -> 1);
      for (int i = 0; i < events; i++) {
        simulation.step();
      }
      host.crash();
      host.restart();
      await(FormatConversion.run(host.program().store(), Set.of(root), () -> 1));

      assertThat(host.disk().durableRows()).containsKey(MapKeys.head(map));
      MapHead converted = MapHead.decode(host.disk().durableRows().get(MapKeys.head(map)));
      assertThat(converted.context().contains(dot)).isTrue();
      assertThat(converted.context().contains(FormatConversion.BIRTH)).isTrue();
      assertThat(host.disk().durableRows()).containsKey(MapKeys.row(map, row));
      assertThat(host.disk().durableRows()).containsKey(MapKeys.head(root));
      assertThat(host.disk().durableRows().keySet())
          .noneMatch(key -> key.array()[0] == FormatConversion.OLD_FORMAT);
    }
  }

  private SimulatedHost<SimulatedProcess> aHost() {
    return aHost(3);
  }

  private SimulatedHost<SimulatedProcess> aHost(long seed) {
    simulation = new Simulation(seed);
    SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
    SimulatedHost<SimulatedProcess> host =
        new SimulatedHost<>(network, new NodeAddress("10.0.0.1", 4000), process -> process);
    host.start();
    return host;
  }

  private <T> T await(CompletableFuture<T> work) {
    return simulation.await(work, LONG);
  }

  private Bytes oldHead() {
    return oldHead(map);
  }

  private static Bytes oldHead(ObjectId of) {
    return old(of, 'm', new byte[0]);
  }

  private Bytes oldRow(String name, Dot dot) {
    return oldRow(map, name, dot);
  }

  private static Bytes oldRow(ObjectId of, String name, Dot dot) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return old(
        of,
        'r',
        ByteBuffer.allocate(text.length + 16)
            .put(text)
            .putLong(dot.writer())
            .putLong(dot.counter())
            .array());
  }

  private static Bytes old(ObjectId of, char kind, byte[] rest) {
    return Bytes.wrap(
        ByteBuffer.allocate(2 + ObjectId.BYTES + rest.length)
            .put(FormatConversion.OLD_FORMAT)
            .put((byte) kind)
            .putLong(of.high())
            .putLong(of.low())
            .put(rest)
            .array());
  }

  private static Bytes head(CausalContext context, RowDigest digest) {
    WireWriter writer = new WireWriter(10_000);
    writer.u8(1);
    context.write(writer);
    digest.write(writer);
    return Bytes.wrap(writer.toBytes());
  }
}
