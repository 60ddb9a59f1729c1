// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each invariant broken by one ring, r = 2, and the counterexamples of the papers. */
class RingInvariantsTest {

  private final List<RingView> views = new ArrayList<>();

  @Test
  void anIdealRingIsSound() {
    knows(3, 52, 20, 31);
    knows(20, 3, 31, 52);
    knows(31, 20, 52, 3);
    knows(52, 31, 3, 20);

    assertThat(RingInvariants.violations(snapshot())).isEmpty();
    assertThat(RingInvariants.isIdeal(snapshot())).isTrue();
    assertThat(RingInvariants.missingForIdeal(snapshot())).isEmpty();
  }

  @Test
  void anAppendageIsSoundAndNotIdeal() {
    knows(3, 52, 20, 31);
    knows(20, 3, 31, 52);
    knows(31, 20, 52, 3);
    knows(45, 31, 52, 3);
    knows(52, 31, 3, 20);

    assertThat(RingInvariants.violations(snapshot())).isEmpty();
    assertThat(RingInvariants.missingForIdeal(snapshot()))
        .containsExactly(
            "20 [31, 52] not [31, 45]", "31 [52, 3] not [45, 52]", "52 has 31 before it, not 45");
  }

  @Test
  void aMemberThatIsAloneIsIdealThoughNotEnough() {
    knows(3, null);

    assertThat(RingInvariants.isIdeal(snapshot())).isTrue();
    assertThat(RingInvariants.violations(snapshot()))
        .containsExactly("SufficientPrincipals: 1 principals of 1 members, not 3");
  }

  @Test
  void aListOfTheDeadBreaksOneLiveSuccessor() {
    knows(3, 20, 7, 9);
    knows(20, 3, 3, 7);

    assertBroken("OneLiveSuccessor: 3 [7†, 9†] has no live entry");
    assertBroken("AtLeastOneRing: no member reaches itself by best successors");
    assertBroken("ConnectedAppendages: 3 does not reach a ring");
  }

  @Test
  void anEmptyListBesideOthersBreaksOneLiveSuccessor() {
    knows(3, null);
    knows(20, 3, 3);

    assertBroken("OneLiveSuccessor: 3 [] has no live entry");
  }

  @Test
  void twoCirclesBreakAtMostOneRing() {
    knows(3, 20, 20);
    knows(20, 3, 3);
    knows(31, 52, 52);
    knows(52, 31, 31);

    assertBroken("AtMostOneRing: 2 rings");
    assertBroken("OrderedRing: 20 passes over the ring member 31 to 3");
  }

  @Test
  void aCircleInDisorderBreaksOrderedRing() {
    knows(3, null, 31);
    knows(20, null, 3);
    knows(31, null, 20);

    assertBroken("OrderedRing: 3 passes over the ring member 20 to 31");
    assertThat(violations()).noneMatch(violation -> violation.startsWith("AtMostOneRing"));
  }

  /** Zave 2015, figure 4: the four necessary conjuncts are not inductive. */
  @Test
  void theRingOfFigureFourHasTooFewPrincipals() {
    knows(3, 52, 20, 31);
    knows(20, 3, 31, 52);
    knows(31, 20, 52, 3);
    knows(45, null, 20, 31);
    knows(52, 31, 3, 45);

    assertThat(violations())
        .containsExactly("SufficientPrincipals: 0 principals of 5 members, not 3");
  }

  @Test
  void repeatedEntriesBreakNoDuplicates() {
    knows(3, 20, 20, 20);
    knows(20, 3, 3, 20);

    assertBroken("NoDuplicates: 3 [20, 20]");
    assertBroken("OrderedSuccessorLists: 3 [20, 20]");
  }

  @Test
  void aListThatIsTooLongBreaksNoDuplicates() {
    knows(3, 31, 20, 31, 52);
    knows(20, 3, 31);
    knows(31, 20, 3);

    assertBroken("NoDuplicates: 3 [20, 31, 52†]");
  }

  @Test
  void aListAgainstTheCircleBreaksOrderedSuccessorLists() {
    knows(3, 31, 31, 20);
    knows(20, 3, 31, 3);
    knows(31, 20, 3, 20);

    assertBroken("OrderedSuccessorLists: 3 [31, 20]");
  }

  @Test
  void anOldIncarnationIsDeadAndAListThatGoesOnBehindItPassesOverTheNewer() {
    RingMember old = member(20, 1);
    RingMember now = member(20, 2);
    views.add(new RingView(member(3), true, member(31), List.of(old, member(31))));
    views.add(new RingView(now, true, member(3), List.of(member(31), member(3))));
    views.add(new RingView(member(31), true, now, List.of(member(3), old)));

    assertBroken("SufficientPrincipals: 2 principals of 3 members, not 3");
    assertThat(RingInvariants.missingForIdeal(snapshot()))
        .containsExactly("3 [20†, 31] not [20, 31]", "31 [3, 20†] not [3, 20]");
  }

  @Test
  void anOldIncarnationAtTheEndOfAListPassesOverNobody() {
    RingMember old = member(20, 1);
    RingMember now = member(20, 2);
    views.add(new RingView(member(3), true, member(31), List.of(now, member(31))));
    views.add(new RingView(now, true, member(3), List.of(member(31), member(3))));
    views.add(new RingView(member(31), true, now, List.of(member(3), old)));

    assertThat(violations()).isEmpty();
  }

  @Test
  void aListWhoseHeadPassesOverAMemberThatLivesTakesItsPrincipality() {
    knows(3, 31, 31, 3);
    knows(20, 3, 31, 3);
    knows(31, 20, 3, 20);

    assertBroken("SufficientPrincipals: 2 principals of 3 members, not 3");
  }

  @Test
  void whoIsNoMemberIsLeftOut() {
    knows(3, null);
    views.add(new RingView(member(20), false, null, List.of()));

    assertThat(snapshot().size()).isEqualTo(1);
    assertThat(RingInvariants.isIdeal(snapshot())).isTrue();
  }

  private void assertBroken(String violation) {
    assertThat(violations()).contains(violation);
  }

  private List<String> violations() {
    return RingInvariants.violations(snapshot());
  }

  private RingSnapshot snapshot() {
    return RingSnapshot.of(views, 2);
  }

  private void knows(int place, @Nullable Integer before, int... after) {
    views.add(
        new RingView(
            member(place),
            true,
            before == null ? null : member(before),
            Arrays.stream(after).mapToObj(RingInvariantsTest::member).toList()));
  }

  private static RingMember member(int place) {
    return member(place, 1);
  }

  private static RingMember member(int place, long incarnation) {
    return new RingMember(Identifier.of(place), incarnation, new NodeAddress("h" + place, 1));
  }
}
