// SPDX-License-Identifier: Apache-2.0
package io.dftp.store.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs in how a host comes to own maps, changes them, and reads from them. */
final class OwnerMutants {

  private OwnerMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        StoreMutants.mutant(
                "what is known is told again",
                "an answer that says nothing new changes nothing",
                "PromiseKeeper")
            .with("if (!now.equals(promises)) {", "if (true) {")
            .killedBy("PromiseKeeperTest#whatIsKnownIsNoNews", "111"),
        StoreMutants.mutant(
                "an older term is promised",
                "a holder promises no term older than one it has promised",
                "PromiseKeeper")
            .with(
                "segment.promise().term().compareTo(asked.term()) > 0) { return Completable",
                "false) { return Completable")
            .killedBy("PromiseKeeperTest#anOlderTermIsNotPromised", "111"),
        StoreMutants.mutant(
                "changes of an older term are taken",
                "a holder takes changes of the term alone that it has promised last",
                "MapReplica")
            .with("if (newer.isPresent())", "if (false)")
            .with("if (!keeper.isPromised(message.term(), message.map().key()))", "if (false)")
            .killedBy("ReplicatedStoreTest#aFormerPrimaryChangesNothingThatItsSuccessorOwns", "22"),
        StoreMutants.mutant(
                "an older promise takes the place of a newer",
                "the term of a key is the highest that was promised",
                "Promises")
            .with(
                "before.isPresent() && before.get().term().compareTo(promise.term()) > 0",
                "before.isPresent() && before.get().term().compareTo(promise.term()) < 0")
            .killedBy("PromisesTest#theNewestStaysInWhateverOrderTheyCome"),
        StoreMutants.mutant(
                "settling ends a newer promise",
                "a settled term ends no promise of another",
                "Promises")
            .with(
                "before.map(old -> old.term().equals(promise.term()) ? promise : old)",
                "before.map(old -> promise)")
            .killedBy("PromisesTest#whatIsSettledEndsNoNewerPromise"),
        StoreMutants.mutant(
                "a promise is answered before it is durable",
                "what a host has promised it keeps after a crash",
                "PromiseKeeper")
            .with(
                "return store().thenCompose(durable -> leasesOver(arc, asked.term()))",
                "store(); return leasesOver(arc, asked.term())")
            .killedBy("PromiseKeeperTest#aPromiseIsDurableBeforeItIsAnswered", "111"),
        StoreMutants.mutant(
                "the trail is not followed",
                "who is named by a promise is asked before the map is served",
                "TenureProtocol")
            .with("takeover.evidence().named())", "List.<NodeAddress>of())")
            .killedBy("TenureProtocolTest#whoIsNamedByAPromiseIsAskedBeforeItServes"),
        StoreMutants.mutant(
                "served without asking everybody",
                "where nobody knows an owner before, every member is asked",
                "TenureProtocol")
            .with(
                "boolean unknown = !takeover.evidence().grounds(takeover.arc());",
                "boolean unknown = false;")
            .killedBy("TenureProtocolTest#whereNobodyKnowsAnOwnerBeforeEverybodyIsAsked"),
        StoreMutants.mutant(
                "an owner does not yield",
                "an owner that meets a newer term serves no more",
                "TenureProtocol")
            .with("return overtakes || ends ? giveWay", "return false ? giveWay")
            .killedBy("TenureProtocolTest#whoMeetsANewerOwnerServesNoMoreAndDoesNotFightIt"),
        StoreMutants.mutant(
                "the silent are not waited for",
                "whoever does not answer may read for as long as a lease lasts",
                "TenureProtocol")
            .with("!takeover.silent().isEmpty() && !takeover.leasesOver()", "false")
            .killedBy(
                "TenureProtocolTest#"
                    + "aSilentMemberOfTheTrailIsNotServedOverBeforeItsLeasesAreOver"),
        StoreMutants.mutant(
                "a duel of owners",
                "who yielded takes no key again while the newer owner has it",
                "TenureProtocol")
            .with("isRival(state, event.rival()) && !event.owns()", "isRival(state, event.rival())")
            .killedBy("TenureProtocolTest#whoMeetsANewerOwnerServesNoMoreAndDoesNotFightIt"),
        StoreMutants.mutant(
                "a restart without waiting one lease",
                "a holder has forgotten its leases when it restarts, and waits as long as one",
                "PromiseKeeper")
            .with(
                "long until = startedNanos + env.config().lease().toNanos();", "long until = now;")
            .killedBy("PromiseKeeperTest#whoHasJustStartedAnswersNotBeforeALeaseIsOver", "111"),
        StoreMutants.mutant(
                "leases of others are not waited for",
                "a holder promises to another owner only when its lease is over",
                "PromiseKeeper")
            .with(
                "boolean another = !lease.getKey().owner().equals(term.owner());",
                "boolean another = false;")
            .killedBy("OwnerReadsTest#theHoldersWaitForTheLeasesOfTheFormerOwner", "124"),
        StoreMutants.mutant(
                "a lease is counted from the answer",
                "a lease counts from the sending of the question",
                "Leases")
            .with("sentNanos + usableNanos()", "env.loop().nowNanos() + usableNanos()")
            .killedBy("OwnerReadsTest#aLeaseCountsFromTheSendingOfTheQuestion", "124"),
        StoreMutants.mutant(
                "reads without a lease",
                "an owner reads under leases of all holders alone",
                "MapReaders")
            .with("owners.leases().isHeld(seat.get(), open.get())", "true")
            .killedBy("OwnerReadsTest#aFormerOwnerDoesNotShowWhatItsSuccessorHasRemoved", "124"),
        StoreMutants.mutant(
                "reads of changes under way",
                "no read shows a change that is not yet durable at all holders",
                "OwnedMap")
            .with(
                "loaded.prepare(group);",
                "loaded.prepare(group);"
                    + " loaded.commit(group.stream().map(Change::id).toList(),"
                    + " requireNonNull(duty.charge()).term());")
            .killedBy("OwnerReadsTest#aChangeIsNotShownBeforeAllHoldersHaveIt", "121"),
        StoreMutants.mutant(
                "reads before the holders have the map",
                "a newcomer serves when every holder has what it shows",
                "Duty")
            .with(
                "(confirmed || (phase instanceof Replicating replicating"
                    + " && replicating.isReadable()))",
                "(confirmed || phase instanceof Replicating)")
            .killedBy("OwnerReadsTest#whatWasJoinedIsNotShownBeforeItIsDurable", "122"),
        StoreMutants.mutant(
                "told when it is durable at the owner",
                "what is acknowledged is durable at all holders",
                "Duty")
            .with(
                "return here && holders.values().stream().allMatch(Standing.PREPARED::equals);",
                "return here;")
            .killedBy(
                "ReplicatedStoreTest#whereNobodyCanStandInForAHungDiskFewerCopiesAreToldAndNotHidden",
                "2"),
        StoreMutants.mutant(
                "told before it is durable at the owner",
                "what is acknowledged is durable at the owner",
                "Duty")
            .with(
                "return here && holders.values().stream().allMatch(Standing.PREPARED::equals);",
                "return holders.values().stream().allMatch(Standing.PREPARED::equals);")
            .killedBy(
                "OwnerReadsTest#whatIsAcknowledgedIsDurableAtTheOwnerEvenIfItsDiskIsTheSlowest",
                "123"),
        StoreMutants.mutant(
                "changes rest on any copy",
                "a holder takes a change only where its copy is the one on which it rests",
                "MapReplica")
            .with("if (!cell.summary().equals(message.base()))", "if (false)")
            .killedBy("ReplicatedStoreTest#aHolderThatMissedChangesAsksForTheWholeMap", "10"),
        StoreMutants.mutant(
                "prepared changes are dropped by who takes over",
                "what may have been acknowledged is committed by the next owner",
                "OwnedMap")
            .with(
                "loaded.commitAll(refuted(loaded.state(), copies.prepared()));",
                "loaded.commitAll(loaded.state().pending().stream().map(Change::id)"
                    + ".collect(java.util.stream.Collectors.toSet()));")
            .killedBy(
                "ReplicatedStoreTest#theKillOfThePrimaryRightAfterTheAnswerLosesNothing",
                "100 to 109"),
        StoreMutants.mutant(
                "another disk proves something",
                "a holder with another disk is no witness of what it once had",
                "Refutation")
            .without(".filter(evidence::hasAnswered)")
            .killedBy("RefutationTest#whoHasAnotherDiskSinceSaysNothing"),
        StoreMutants.mutant(
                "what is on its way is refuted",
                "only what an earlier term prepared can be refuted",
                "Refutation")
            .with("change.under().compareTo(now) < 0", "true")
            .killedBy("RefutationTest#whatIsPreparedUnderThePresentTermIsOnItsWay"),
        StoreMutants.mutant(
                "nothing is refuted",
                "what was told to nobody is not committed over what others changed since",
                "Refutation")
            .with("refuted.add(change.id());", "")
            .killedBy("RefutationTest#whatAHolderOfItsTermLacksWasToldToNobody"),
        StoreMutants.mutant(
                "what was learnt under an earlier charge counts",
                "copies are compared anew under each charge",
                "ComparedCopies")
            .with("unheard.clear(); prepared.clear();", "unheard.clear();")
            .killedBy("ComparedCopiesTest#whatWasLearntUnderAnEarlierChargeIsForgotten"),
        StoreMutants.mutant(
                "a copy without a stamp is a witness",
                "a copy that may have lost changes does not prove that they were not there",
                "ComparedCopies")
            .with("if (copy.head().stamp().isEmpty())", "if (false)")
            .killedBy("ComparedCopiesTest#aCopyWithoutAStampProvesNothing"));
  }
}
