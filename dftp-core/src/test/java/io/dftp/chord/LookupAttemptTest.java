// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.chord.ChordMessage.OwnerAnswer;
import io.dftp.chord.ChordMessage.Surroundings;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedRing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One walk against members that say what the test tells them to; who says nothing is silent. */
class LookupAttemptTest {

  private final Map<RingMember, OwnerAnswer> answers = new LinkedHashMap<>();
  private final List<RingMember> asked = new ArrayList<>();
  private @Nullable RingMember owner;
  private @Nullable RingMember unsure;
  private @Nullable String reason;

  @Test
  void onlyTheOwnerItselfIsBelieved() {
    // 10 presumes 40, but 30 has joined before it.
    says(10, 5, List.of(40, 50), List.of(40), List.of());
    says(40, 30, List.of(50, 10), List.of(), List.of());
    says(30, 10, List.of(40, 50), List.of(), List.of());

    walk(25, 10);

    assertThat(owner).isEqualTo(member(30));
    assertThat(asked).containsExactly(member(10), member(40), member(30));
  }

  @Test
  void aMemberThatJoinedBeforeOneThatLeftIsFoundThroughTheNext() {
    // Table III's failures: 10 knows 20 and 40; 30 joined between, and 20 left.
    says(10, 5, List.of(20, 40), List.of(20, 40), List.of());
    says(40, 30, List.of(50, 10), List.of(), List.of());
    says(30, 10, List.of(40, 50), List.of(), List.of());

    walk(15, 10);

    assertThat(owner).isEqualTo(member(30));
    assertThat(asked).containsExactly(member(10), member(20), member(40), member(30));
  }

  @Test
  void aMemberThatStillNamesTheSilentOneBeforeItIsNotBelieved() {
    says(10, 5, List.of(20, 40), List.of(20, 40), List.of());
    says(40, 20, List.of(50, 10), List.of(), List.of());

    walk(15, 10);

    assertThat(owner).isNull();
    assertThat(unsure).isEqualTo(member(40));
    assertThat(reason).contains("does not know whether the key is its own");
  }

  @Test
  void aMemberWithoutPredecessorIsNotBelieved() {
    says(10, 5, List.of(20, 40), List.of(20, 40), List.of());
    answers.put(member(20), new Surroundings(null, List.of(member(40)), List.of(), List.of()));

    walk(15, 10);

    assertThat(owner).isNull();
    assertThat(unsure).isEqualTo(member(20));
  }

  @Test
  void manyThatJoinedBeforeAPresumedOwnerAreGoneRound() {
    // 10 knew 60 to follow it; meanwhile six have joined between. 12 has heard of those near it.
    says(10, 5, List.of(12), List.of(60), List.of(12));
    says(12, 10, List.of(15, 20), List.of(15), List.of());
    for (int id = 60; id >= 20; id -= 10) {
      says(id, id - 10, List.of(id + 10), List.of(), List.of());
    }
    says(15, 12, List.of(20), List.of(), List.of());

    walk(14, 10);

    assertThat(owner).isEqualTo(member(15));
    assertThat(asked)
        .containsExactly(
            member(10), member(60), member(50), member(40), member(30), member(12), member(15));
  }

  @Test
  void whereThereIsNoOtherWayAllArePassedBack() {
    says(10, 5, List.of(), List.of(70), List.of());
    for (int id = 70; id >= 20; id -= 10) {
      says(id, id - 10, List.of(id + 10), List.of(), List.of());
    }

    walk(11, 10);

    assertThat(owner).isEqualTo(member(20));
    assertThat(asked).hasSize(7);
  }

  @Test
  void anOwnerThatIsPresumedNeedsNoMemberBetween() {
    says(10, 5, List.of(20, 30, 40), List.of(40), List.of(20, 30));
    says(40, 30, List.of(50, 10), List.of(), List.of());

    walk(35, 10);

    assertThat(owner).isEqualTo(member(40));
    assertThat(asked).containsExactly(member(10), member(40));
  }

  @Test
  void theMembersNamedAreAskedInTheirOrderAndThenTheNearest() {
    says(10, 5, List.of(11, 12), List.of(), List.of(60, 70));
    answers.put(member(70), new NotMember());
    says(12, 11, List.of(90, 95), List.of(90), List.of());
    says(90, 70, List.of(95), List.of(), List.of());

    walk(80, 10);

    assertThat(asked).containsExactly(member(10), member(60), member(70), member(12), member(90));
    assertThat(owner).isEqualTo(member(90));
  }

  @Test
  void theWalkEndsAtItsBound() {
    for (int id = 10; id < 90; id += 2) {
      says(id, id - 2, List.of(id + 2), List.of(), List.of(id + 2));
    }

    walk(85, 10);

    assertThat(owner).isNull();
    assertThat(asked).hasSize(8);
    assertThat(reason).isEqualTo("it took 8 hops");
  }

  private void walk(int key, int from) {
    SimulatedRing ring = new SimulatedRing(1, NetworkFaults.none(), RingSettings.simulated());
    ring.start(0);
    LookupAttempt attempt =
        new LookupAttempt(
            Identifier.of(key),
            8,
            ring.host(0).monitor(),
            new LookupAttempt.Asker() {
              @Override
              public void ask(RingMember member, Consumer<@Nullable OwnerAnswer> then) {
                asked.add(member);
                then.accept(answers.get(member));
              }

              @Override
              public void found(
                  RingMember member, RingMember predecessor, List<RingMember> successors) {
                owner = member;
              }

              @Override
              public void unsure(String why, @Nullable RingMember reached) {
                reason = why;
                unsure = reached;
              }
            });
    attempt.ask(member(from));
  }

  private void says(
      int id, int predecessor, List<Integer> after, List<Integer> presumed, List<Integer> nearer) {
    answers.put(
        member(id),
        new Surroundings(member(predecessor), members(after), members(presumed), members(nearer)));
  }

  private static List<RingMember> members(List<Integer> ids) {
    return ids.stream().map(LookupAttemptTest::member).toList();
  }

  private static RingMember member(int id) {
    return new RingMember(Identifier.of(id), 1, new NodeAddress("10.1.0.1", 1000 + id));
  }
}
