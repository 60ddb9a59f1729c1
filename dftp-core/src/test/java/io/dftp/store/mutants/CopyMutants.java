// SPDX-License-Identifier: Apache-2.0
package io.dftp.store.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs in copies of maps: how they are joined, compared, judged and dropped. */
final class CopyMutants {

  private CopyMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        StoreMutants.mutant(
                "a context covers by its maximum",
                "a higher counter covers no lower one that was not seen",
                "CausalContext")
            .with(
                "return dot.counter() <= upTo(dot.writer()) || cloud.contains(dot);",
                "return dot.counter() <= highest(dot.writer());")
            .killedBy("CausalMapProperties#aContextIsTheSetOfItsDots"),
        StoreMutants.mutant(
                "a gap is covered",
                "a context covers another only with each of its dots",
                "CausalContext")
            .with("return other.cloud.stream().allMatch(this::contains);", "return true;")
            .killedBy("CausalMapProperties#aContextIsTheSetOfItsDots"),
        StoreMutants.mutant(
                "what others removed stays",
                "a row that another copy has seen and has not was removed",
                "MapState")
            .with("seen.contains(dot) && !theirs.containsKey(dot)", "false")
            .killedBy(
                "ReplicatedStoreTest#whatWasRemovedWhileAHostWasAwayDoesNotReturnWithIt", "9"),
        StoreMutants.mutant(
                "what was removed comes back",
                "a row whose dot was seen and which is not here is not new",
                "MapState")
            .with(
                "if (!context.contains(row.row().dot()))",
                "if (!byDot.containsKey(row.row().dot()))")
            .killedBy("CausalMapProperties#equalContextsMeanEqualMaps", "0"),
        StoreMutants.mutant(
                "an older decision takes the place of a newer",
                "what a newer term decides on an operation stays",
                "MapState")
            .with("before == null || before.under().compareTo(decided.under()) < 0", "true")
            .killedBy("RefutationTest#whatANewerTermDecidesTakesThePlaceOfAnOlderDecision"),
        StoreMutants.mutant(
                "a decision of another term is committed",
                "what is committed under a term is what that term has decided",
                "MapState")
            .with("isPending(id) && isUnder(id, under)", "isPending(id)")
            .killedBy("RefutationTest#whatANewerTermDecidesTakesThePlaceOfAnOlderDecision"),
        StoreMutants.mutant(
                "equal contexts with unequal digests are ignored",
                "of two copies that differ under one context the rows of both stay",
                "MapCell")
            .with(
                "boolean sameRows = theirs.digest().equals(state.digest());",
                "boolean sameRows = true;")
            .killedBy("DamagedMapTest#ofTwoCopiesThatDifferUnderOneContextTheRowsOfBothStay", "61"),
        StoreMutants.mutant(
                "a change that the disk refused is kept",
                "a copy that could not be written is given up and read anew",
                "MapCell")
            .with(
                "broken = true; changed = false; later.cancel(); table.broken(this);",
                "changed = false; later.cancel();")
            .killedBy("FullDiskTest#writesGoOnWithoutTheDisk[4]", "4"),
        StoreMutants.mutant(
                "head in a second batch", "rows and head of a map change in one batch", "MapCell")
            .without("batch.put(MapKeys.head(id), state.head().encode());")
            .with(
                "Futures.start(() -> table.disk().write(batch))",
                "RowBatch second = new RowBatch().put(MapKeys.head(id), state.head().encode());"
                    + "Futures.start(() -> table.disk().write(batch)"
                    + ".thenCompose(first -> table.disk().write(second)))")
            .killedBy("DamagedMapTest#aCrashLeavesRowsAndHeadOfOneMoment", "70 and on"),
        StoreMutants.mutant(
                "pages in any order", "a copy is joined whole or not at all", "StateCollector")
            .with("collected == null || collected.nextPage != message.page()", "collected == null")
            .killedBy("StateCollectorTest#aCopyWhosePagesDoNotFollowOneAnotherIsNotJoined", "71"),
        StoreMutants.mutant(
                "a copy that does not match its digest is joined",
                "rows that are missing in a copy are not taken for removed",
                "StateCollector")
            .with("if (!digest.equals(head.digest()))", "if (false)")
            .killedBy("StateCollectorTest#aCopyThatDoesNotMatchItsDigestIsNotJoined", "71"),
        StoreMutants.mutant(
                "any stamp is evidence",
                "a copy is complete only under the newest term under which it was served",
                "Evidence")
            .with("stamp.compareTo(term.term()) >= 0", "true")
            .killedBy("EvidenceTest#aCopyOfAnOlderTermIsNotComplete"),
        StoreMutants.mutant(
                "a silent holder is evidence",
                "a holder that has not said how its copy stands shows nothing",
                "Evidence")
            .with("hasAnswered(holder) && !unheard.contains(holder.host())", "hasAnswered(holder)")
            .killedBy("EvidenceTest#aHolderThatHasNotSaidHowItsCopyStandsShowsNothing"),
        StoreMutants.mutant(
                "another disk is evidence",
                "a holder with another disk does not know what it had",
                "Evidence")
            .with("answer != null && answer.disk() == holder.disk()", "answer != null")
            .killedBy("EvidenceTest#aHolderWithAnotherDiskShowsNothing"),
        StoreMutants.mutant(
                "what was dropped stays in memory",
                "a copy in memory is on the disk too",
                "MapTable")
            .without("slots.put(map, closed);")
            .killedBy("SurplusMapsTest#whatWasDroppedIsNotInMemoryEither", "91"),
        StoreMutants.mutant(
                "empty is taken for complete",
                "what an incomplete copy has not is not said to be absent",
                "MapOwners")
            .with("!owned.duty().complete() && !mayBeOfPart.test(read)", "false")
            .killedBy("DamagedRowsTest#theLastCopyServesWhatIsLeftOfIt", "51"),
        StoreMutants.mutant(
                "the births of other rings are not asked for",
                "a founding map is complete only with the births of all rings",
                "Births")
            .with("return named.containsAll(known);", "return true;")
            .killedBy("FoundingTest#aRootIsCompleteOnlyWithTheBirthsOfAllRings", "12"),
        StoreMutants.mutant(
                "maps: confirmations before a drop are not verified",
                "a surplus copy goes only when k others have all that it knows",
                "SurplusMaps")
            .with(
                "failure == null && answers.stream().allMatch(answer -> answer.getNow(false))",
                "true")
            .killedBy("SurplusMapsTest#aCopyStaysWhileOneOfTheOthersDoesNotConfirm", "91"),
        StoreMutants.mutant(
                "maps: confirmed without looking",
                "a holder confirms only what it has seen",
                "MapReplica")
            .with("boolean all = cell.state().context().covers(theirs);", "boolean all = true;")
            .killedBy("SurplusMapsTest#whoKnowsLessDoesNotConfirm", "91"),
        StoreMutants.mutant(
                "maps: a host about to drop still confirms",
                "who means to drop its copy confirms nothing",
                "SurplusMaps")
            .with("!retiring.contains(map) &&", "")
            .killedBy("SurplusMapsTest#whoMeansToDropItsCopyConfirmsNothing", "91"));
  }
}
