// SPDX-License-Identifier: Apache-2.0
package io.dftp.store.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs in how many copies of a blob there are, and which of them may go. */
final class BlobMutants {

  private BlobMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        StoreMutants.mutant(
                "blobs: confirmations before a drop are not verified",
                "a surplus copy goes only when k others have read theirs",
                "SurplusBlobs")
            .with("found.holders(each.id()).containsAll(each.holders())", "true")
            .killedBy("SurplusBlobsTest#aCopyStaysUntilThreeOthersHaveReadTheirs", "101"),
        StoreMutants.mutant(
                "blobs: confirmed without reading",
                "a copy is confirmed by who has just read it",
                "BlobHolder")
            .with("confirm ? confirmed(ids, context) : present(ids)", "present(ids)")
            .killedBy("SurplusBlobsTest#aCopyStaysUntilThreeOthersHaveReadTheirs", "101"),
        StoreMutants.mutant(
                "blobs: a host about to drop still confirms",
                "who means to drop its copy does not count it",
                "BlobHolder")
            .with("return retiring.contains(id) || dropping.containsKey(id);", "return false;")
            .killedBy("BlobHolderTest#aCopyThatIsAboutToGoIsNotCounted", "81"),
        StoreMutants.mutant(
                "blobs: a removal takes the new copy with it",
                "a copy that was sent again while the old one was removed stays",
                "BlobHolder")
            .with("stored = drop == null ?", "stored = drop != null || drop == null ?")
            .killedBy("BlobHolderTest#aNewCopyOutlivesTheRemovalOfTheOldOne", "81"),
        StoreMutants.mutant(
                "blobs: a copy that was sent again is dropped",
                "a copy that is sent again is kept",
                "BlobHolder")
            .with("if (!retiring.remove(id)) { return Futures.done(); }", "retiring.remove(id);")
            .killedBy("BlobHolderTest#aCopyThatWasSentAgainIsKept", "81"),
        StoreMutants.mutant(
                "blobs: what was not taken is counted",
                "a copy counts when it is durable",
                "BlobEnsurer")
            .with("if (failure == null) { copiesOf(id).add(target); }", "copiesOf(id).add(target);")
            .killedBy("ReplicatedBlobsTest#ensureDoesNotCountWhatAFullHostHasNotTaken", "18"),
        StoreMutants.mutant(
                "blobs: copies are dropped while another ring is heard",
                "no copy goes while there may be two rings",
                "AuditLoop")
            .with("change == ringChanges && env.placement().isOneRing()", "change == ringChanges")
            .killedBy("ReplicatedBlobsTest#whileAnotherRingIsHeardNoCopyIsDropped", "13"),
        StoreMutants.mutant(
                "blobs: a long look over all is repeated at once",
                "looking over all takes a small part of the time",
                "AuditLoop")
            .with("tookNanos * (share - 1)", "0")
            .killedBy("AuditLoopTest#aLongLookIsRepeatedRarely"),
        StoreMutants.mutant(
                "blobs: who waits for a look waits its turn",
                "who waits for a look has it soon",
                "AuditLoop")
            .with("if (due < dueNanos) {", "if (false) {")
            .killedBy("AuditLoopTest#whoWaitsForALookHasItSoon"));
  }
}
