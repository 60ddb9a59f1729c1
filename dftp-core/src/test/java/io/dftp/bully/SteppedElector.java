// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The step with one host, number 5, to which things happen; higher numbers rank higher. */
final class SteppedElector {

  static final Contender SELF = contender(5);
  static final Uid GROUP = new Uid(0, 77);

  private final ElectionProtocol protocol;
  ElectionState state = ElectionState.initial(SELF, Epoch.NONE);
  List<ElectionEffect> effects = List.of();
  long now = 1_000_000_000_000L;

  SteppedElector(BullyConfig config) {
    protocol = new ElectionProtocol(config);
  }

  static Contender contender(int index) {
    return new Contender(new Uid(0, index), index, 1, address(index), "n" + index);
  }

  static NodeAddress address(int index) {
    return new NodeAddress("10.0.0." + index, 7000);
  }

  static Epoch epoch(long count, int owner) {
    return new Epoch(count, new Uid(0, owner), 1);
  }

  void start() {
    happened(new ElectionEvent.Started(now, 0));
  }

  void followLeader(int leader, long count) {
    start();
    hears(new Coordinator(contender(leader), epoch(count, leader), GROUP));
    assertThat(role()).isEqualTo(ElectionRole.FOLLOWER);
  }

  void lead() {
    start();
    while (role() != ElectionRole.LEADER) {
      phaseEndsInTime();
    }
  }

  void pass(Duration time) {
    now += time.toNanos();
  }

  /** Lets the time of the phase pass, and its timer fire then. */
  void phaseEndsInTime() {
    phaseEndsLateBy(Duration.ZERO);
  }

  void phaseEndsLateBy(Duration late) {
    now = state.schedule().phaseDueNanos() + late.toNanos();
    happened(
        new ElectionEvent.TimerFired(
            now, 0, ElectionTimer.PHASE, state.schedule().phaseGeneration()));
  }

  void hears(BullyMessage message) {
    happened(new ElectionEvent.Received(now, 0, message.sender().address(), message));
  }

  void happened(ElectionEvent event) {
    Step<ElectionState, ElectionEffect> step = protocol.step(state, event);
    state = step.state();
    effects = step.effects();
  }

  List<BullyMessage> said() {
    return effects.stream()
        .flatMap(
            effect ->
                effect instanceof ElectionEffect.Broadcast broadcast
                    ? Stream.of(broadcast.message())
                    : effect instanceof ElectionEffect.Send send
                        ? Stream.of(send.message())
                        : Stream.empty())
        .toList();
  }

  ElectionRole role() {
    return state.phase().role();
  }
}
