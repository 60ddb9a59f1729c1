// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.Step;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingHost;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedRing;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The run-time monitor of the local list invariants sees a list that a broken protocol made. */
class RingListMonitorTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger(RingDriver.class);

  private final SimulatedRing ring =
      new SimulatedRing(1, NetworkFaults.none(), RingSettings.simulated());
  private final RingMember self = member(10);
  private final CountingMetrics metrics = new CountingMetrics();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void listen() {
    logged.start();
    LOG.addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(logged);
  }

  @Test
  void aListInOrderIsNotCounted() {
    feed(List.of(member(20), member(30), member(5)));

    assertThat(count()).isZero();
    assertThat(errors()).isEmpty();
  }

  @Test
  void aListOutOfOrderIsCountedAndLoggedWithItsEntries() {
    feed(List.of(member(30), member(20)));

    assertThat(count()).isEqualTo(1);
    assertThat(errors())
        .singleElement()
        .asString()
        .contains("broke its invariants", self.toString(), member(20).toString());
  }

  @Test
  void aRepeatedEntryIsCounted() {
    feed(List.of(member(20), member(20)));

    assertThat(count()).isEqualTo(1);
  }

  @Test
  void theOwnerInItsListIsCounted() {
    feed(List.of(member(20), self));

    assertThat(count()).isEqualTo(1);
  }

  @Test
  void aBadListIsCountedOnceForEachChange() {
    RingDriver driver = feed(List.of(member(30), member(20)));

    driver.feed(new RingEvent.Nudged());

    assertThat(count()).isEqualTo(1);
  }

  /** Lets the planted protocol put that list into the state of a position. */
  private RingDriver feed(List<RingMember> planted) {
    ring.start(0);
    RingHost host = ring.host(0);
    ChordConfig config = ring.settings().chord();
    RingDriver driver =
        new RingDriver(
            self,
            host.channel(),
            host.monitor(),
            config,
            metrics,
            new Deaf(),
            (state, event) ->
                new Step<>(
                    state.with(new SuccessorList(self, config.successors(), planted)), List.of()));
    driver.feed(new RingEvent.Nudged());
    return driver;
  }

  private long count() {
    return metrics.snapshot().getOrDefault("chord.list.invalid", 0L);
  }

  private List<String> errors() {
    return logged.list.stream()
        .filter(event -> event.getLevel() == Level.ERROR)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static RingMember member(long id) {
    return new RingMember(Identifier.of(id), 1, new NodeAddress("10.9.0.1", (int) id));
  }

  private static final class Deaf implements RingDriver.Observer {
    @Override
    public void joined() {}

    @Override
    public void arcHandedOver() {}

    @Override
    public void joinFailed() {}

    @Override
    public void ringChanged(RingView before, RingView now) {}
  }
}
