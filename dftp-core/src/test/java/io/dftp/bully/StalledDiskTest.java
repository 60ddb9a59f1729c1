// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static io.dftp.bully.SteppedElector.contender;
import static io.dftp.bully.SteppedElector.epoch;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.bully.BullyMessage.Claim;
import io.dftp.bully.BullyMessage.ClaimAck;
import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.DurableCell;
import io.dftp.sim.SimulatedEventLoop;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk that hangs takes a host out of the election, but neither for ever nor unnoticed. */
class StalledDiskTest {

  private static final BullyConfig CONFIG = BullyConfig.simulated();

  private final Simulation simulation = new Simulation(5);
  private final SimulatedEventLoop loop = simulation.newLoop("alone");
  private final HangingCell cell = new HangingCell();
  private final Recorder channel = new Recorder();
  private final CountingMetrics metrics = new CountingMetrics();
  private final List<String> calls = new ArrayList<>();
  private BullyElector elector;

  @BeforeEach
  void lead() {
    elector =
        new BullyElector(
            loop,
            channel,
            cell,
            new ElectorIdentity(new Uid(1, 1), 5, SteppedElector.address(5), "alone"),
            CONFIG,
            metrics,
            new LeadershipListener() {
              @Override
              public void granted(Epoch epoch) {
                calls.add("granted " + epoch.count());
              }

              @Override
              public void revoked(Epoch epoch, ElectionReason cause) {
                calls.add("revoked " + epoch.count() + " " + cause);
              }
            });
    loop.execute(elector::start);
    simulation.expect("leads", () -> elector.view().isLeader(), Duration.ofSeconds(5));
  }

  @Test
  void aHostWhoseDiskHangsSaysSoAndTakesNoPartUntilItAnswers() {
    cell.hanging = true;
    hears(new Coordinator(contender(9), epoch(7, 9), Uid.NONE));
    simulation.runFor(Duration.ofSeconds(3));
    assertThat(elector.view().role()).isEqualTo(ElectionRole.STALLED);
    assertThat(elector.whyNoLeader().orElseThrow()).contains("disk does not answer");
    assertThat(calls).containsExactly("granted 1", "revoked 1 OUTRANKED");
    assertThat(metrics.value("bully.store.stalled")).isEqualTo(1);
    channel.said.clear();

    hears(new Claim(contender(8), epoch(8, 8), 0));
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(channel.said).as("while it hangs").isEmpty();
    cell.answer();

    simulation.expect("leads again", () -> elector.view().isLeader(), Duration.ofSeconds(5));
    assertThat(elector.view().epoch().count()).isGreaterThan(7);
  }

  @Test
  void aPromiseThatWasDroppedWithTheHungWriteIsStoredBeforeItIsRepeated() throws Exception {
    cell.hanging = true;
    hears(new Coordinator(contender(9), epoch(7, 9), Uid.NONE));
    hears(new Coordinator(contender(9), epoch(9, 9), Uid.NONE));
    simulation.runFor(Duration.ofSeconds(3));

    cell.answer();
    hears(new Claim(contender(9), epoch(9, 9), 0));
    simulation.runFor(Duration.ofMillis(50));

    assertThat(channel.said).anyMatch(message -> message instanceof ClaimAck);
    assertThat(ElectionRecord.read(cell.value()).promised()).isEqualTo(epoch(9, 9));
  }

  @Test
  void aWriteThatHangsAndThenFailsEndsItsPartForGood() {
    cell.hanging = true;
    hears(new Coordinator(contender(9), epoch(7, 9), Uid.NONE));
    simulation.runFor(Duration.ofSeconds(3));

    cell.fail();
    simulation.runFor(Duration.ofSeconds(3));

    assertThat(elector.view().role()).isEqualTo(ElectionRole.WITHDRAWN);
    assertThat(elector.view().reason()).isEqualTo(ElectionReason.STORE_FAILED);
  }

  private void hears(BullyMessage message) {
    loop.execute(() -> channel.receiver.accept(message.sender().address(), message));
    simulation.runFor(Duration.ofMillis(1));
  }

  /** A cell whose writes end when the test says so. */
  private final class HangingCell implements DurableCell {
    private byte[] value = new byte[0];
    private byte[] writing = new byte[0];
    private CompletableFuture<Void> open = new CompletableFuture<>();
    private boolean hanging;

    @Override
    public byte[] value() {
      return value.clone();
    }

    @Override
    public CompletableFuture<Void> write(byte[] next) {
      writing = next.clone();
      open = new CompletableFuture<>();
      CompletableFuture<Void> result = open;
      if (!hanging) {
        answer();
      }
      return result;
    }

    void answer() {
      hanging = false;
      loop.execute(
          () -> {
            value = writing;
            open.complete(null);
          });
    }

    void fail() {
      loop.execute(() -> open.completeExceptionally(new IllegalStateException("the disk broke")));
    }
  }

  /** Keeps what was said. */
  private static final class Recorder implements ElectionChannel {
    private final List<BullyMessage> said = new ArrayList<>();
    private BiConsumer<NodeAddress, BullyMessage> receiver = (from, message) -> {};

    @Override
    public void broadcast(BullyMessage message) {
      said.add(message);
    }

    @Override
    public void send(NodeAddress to, BullyMessage message) {
      said.add(message);
    }

    @Override
    public void listen(BiConsumer<NodeAddress, BullyMessage> named) {
      receiver = named;
    }
  }
}
