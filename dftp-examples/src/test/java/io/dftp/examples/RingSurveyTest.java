// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.LookupCost;
import io.dftp.chord.LookupFailedException;
import io.dftp.chord.LookupResult;
import io.dftp.chord.RingMember;
import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.HostStatus;
import io.dftp.cluster.PositionStatus;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import io.dftp.store.DiskState;
import io.dftp.store.ScrubStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code dftp check nodes} finds in what nodes say, each kind of mistake once. */
class RingSurveyTest {

  private static final int SUCCESSORS = 2;

  private final List<RingMember> members =
      IntStream.range(0, 5)
          .mapToObj(i -> new RingMember(KeyHasher.hash("m" + i), 1, address(i)))
          .sorted(Comparator.comparing(RingMember::id))
          .toList();

  private final List<PositionStatus> positions = new ArrayList<>(ideal());

  @Test
  void anIdealRingHasNothingToComplainOf() {
    RingSurvey check = check(List.of());

    assertThat(check.complaints()).isEmpty();
    assertThat(check.isIdeal()).isTrue();
    assertThat(check.rightFirst()).isEqualTo(5);
    assertThat(check.rightPredecessors()).isEqualTo(5);
    assertThat(check.rightLists()).isEqualTo(5);
    assertThat(check.invariantsThatHold()).isEqualTo(8);
  }

  @Test
  void aListOutOfOrderBreaksAnInvariant() {
    put(1, true, List.of(members.get(0)), List.of(members.get(3), members.get(2)));

    RingSurvey check = check(List.of());

    assertThat(check.invariantsThatHold()).isLessThan(8);
    assertThat(check.complaints())
        .anyMatch(line -> line.startsWith("OrderedSuccessorLists is broken: "));
  }

  @Test
  void aSkippedMemberShowsInFirstSuccessorAndList() {
    put(1, true, List.of(members.get(0)), List.of(members.get(3), members.get(4)));

    RingSurvey check = check(List.of());

    assertThat(check.isIdeal()).isFalse();
    assertThat(check.rightFirst()).isEqualTo(4);
    assertThat(check.rightLists()).isEqualTo(4);
    assertThat(check.complaints()).anyMatch(line -> line.contains("has successors"));
  }

  @Test
  void aShortListShows() {
    put(1, true, List.of(members.get(0)), List.of(members.get(2)));

    RingSurvey check = check(List.of());

    assertThat(check.rightFirst()).isEqualTo(5);
    assertThat(check.rightLists()).isEqualTo(4);
    assertThat(check.isIdeal()).isFalse();
  }

  @Test
  void aWrongAndAMissingPredecessorShow() {
    put(1, true, List.of(members.get(3)), List.of(members.get(2), members.get(3)));
    put(2, true, List.of(), List.of(members.get(3), members.get(4)));

    RingSurvey check = check(List.of());

    assertThat(check.rightPredecessors()).isEqualTo(3);
    assertThat(check.complaints()).hasSize(2).allMatch(line -> line.contains("predecessor"));
  }

  @Test
  void aPositionThatHasNotJoinedIsNoMember() {
    put(4, false, List.of(), List.of());

    RingSurvey check = check(List.of());

    assertThat(check.members()).doesNotContain(members.get(4)).hasSize(4);
    assertThat(check.complaints()).anyMatch(line -> line.contains("is no member yet"));
  }

  @Test
  void aSilentHostShows() {
    assertThat(check(List.of(address(9))).complaints())
        .containsExactly("10.0.0.10:1 is named by others and does not answer");
  }

  @Test
  void nobodyIsNoRing() {
    assertThat(RingSurvey.of(new ClusterStatus(List.of(), List.of(), 0), 2).isIdeal()).isFalse();
  }

  @Test
  void lookupsAreComparedWithTheOwnerByAllIds() throws Exception {
    RingSurvey check = check(List.of());

    OwnerLookups.Tally all = lookups(check, check::ownerOf);
    OwnerLookups.Tally shifted = lookups(check, key -> after(check.ownerOf(key)));

    assertThat(all.right()).isEqualTo(300);
    assertThat(all.complaints()).isEmpty();
    assertThat(shifted.right()).isZero();
    assertThat(shifted.wrong()).isEqualTo(300);
    assertThat(shifted.complaints()).isNotEmpty();
  }

  @Test
  void aLookupWithoutAnswerIsNotARightOne() throws Exception {
    RingSurvey check = check(List.of());

    OwnerLookups.Tally tally =
        new OwnerLookups(
                (host, key) ->
                    CompletableFuture.failedFuture(new LookupFailedException("nobody is sure")),
                check.hosts(),
                check::ownerOf)
            .run(10, 1);

    assertThat(tally.unanswered()).isEqualTo(10);
    assertThat(tally.right()).isZero();
    assertThat(tally.complaints()).hasSize(10);
  }

  @Test
  void theOwnerOfAKeyIsTheFirstMemberAtOrAfterIt() {
    RingSurvey check = check(List.of());
    Identifier last = members.get(4).id();

    assertThat(check.ownerOf(last)).isEqualTo(members.get(4));
    assertThat(check.ownerOf(members.get(0).id())).isEqualTo(members.get(0));
    assertThat(Identifier.between(last, Identifier.of(0), members.get(0).id())).isTrue();
    assertThat(check.ownerOf(Identifier.of(0))).isEqualTo(members.get(0));
  }

  private OwnerLookups.Tally lookups(RingSurvey check, Function<Identifier, RingMember> answer)
      throws InterruptedException {
    return new OwnerLookups(
            (host, key) ->
                CompletableFuture.completedFuture(
                    new LookupResult(
                        answer.apply(key), members.get(0), List.of(), new LookupCost(1, 0, 1))),
            check.hosts(),
            check::ownerOf)
        .run(300, 7);
  }

  private RingMember after(RingMember member) {
    return members.get((members.indexOf(member) + 1) % members.size());
  }

  private List<PositionStatus> ideal() {
    return IntStream.range(0, 5)
        .mapToObj(
            i ->
                new PositionStatus(
                    members.get(i),
                    true,
                    List.of(members.get((i + 4) % 5)),
                    List.of(members.get((i + 1) % 5), members.get((i + 2) % 5))))
        .toList();
  }

  private void put(int i, boolean member, List<RingMember> before, List<RingMember> after) {
    positions.set(i, new PositionStatus(members.get(i), member, before, after));
  }

  private RingSurvey check(List<NodeAddress> silent) {
    List<HostStatus> hosts =
        positions.stream()
            .map(
                position ->
                    new HostStatus(
                        "n",
                        "",
                        position.self().address(),
                        "",
                        List.of(position),
                        "",
                        "",
                        0,
                        "",
                        "",
                        new HostStatus.ObjectCount(0, 0, true),
                        DiskState.SOUND,
                        ScrubStatus.none(),
                        List.of(),
                        List.of()))
            .toList();
    return RingSurvey.of(new ClusterStatus(hosts, silent, 1), SUCCESSORS);
  }

  private static NodeAddress address(int i) {
    return new NodeAddress("10.0.0." + (i + 1), 1);
  }
}
