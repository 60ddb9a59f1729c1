// SPDX-License-Identifier: Apache-2.0
package io.dftp.store.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs in what is made of a disk: of damage, silence, and an older layout. */
final class DiskMutants {

  private DiskMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        StoreMutants.mutant(
                "a copy is taken as it is found",
                "rows that the disk has lost are not taken for removed",
                "MapTable")
            .with("|| !state.digest().equals(head.digest());", ";")
            .killedBy("DamagedMapTest#aHostThatForgotItsDotsWritesUnderANewName", "60"),
        StoreMutants.mutant(
                "a lost head is an empty map",
                "rows without a head are what is left of a copy",
                "MapTable")
            .with(
                "known.isEmpty() && (stored.isPresent() || rows.size() > undecided.size());",
                "false;")
            .killedBy("DamagedRowsTest#whatWasDeletedDoesNotComeBackWithALostHead[1]", "21"),
        StoreMutants.mutant(
                "rows that are prepared are read as committed",
                "what is prepared on the disk is no part of the copy",
                "MapTable")
            .with(": head.context().contains(row.row().dot()))", ": true)")
            .killedBy("DamagedMapTest#aCrashLeavesRowsAndHeadOfOneMoment", "70 and on"),
        StoreMutants.mutant(
                "a damaged copy keeps its stamp",
                "a copy that has lost rows is no evidence of anything",
                "MapState")
            .with(
                "context = CausalContext.EMPTY.plus(byDot.keySet()); stamp = null;",
                "context = CausalContext.EMPTY.plus(byDot.keySet());")
            .killedBy(
                "DamagedRowsTest#theLastCopyOfAnInterruptedProcessServesWhatIsLeftOfIt", "54"),
        StoreMutants.mutant(
                "a disk that lost rows keeps its name",
                "a disk that has lost rows is another disk",
                "DiskName")
            .with("known = new CompletableFuture<>(); }", "}")
            .killedBy(
                "DamagedRowsTest#theLastCopyThatIsDamagedWhileItRunsServesWhatIsLeftOfIt", "52"),
        StoreMutants.mutant(
                "copies are not read after damage",
                "what was damaged while no process ran is found without a client",
                "CopyCheck")
            .with(
                "env.watch().noteDamage(\"rows on the disk were lost\");"
                    + " readAll(MapKeys.firstHead());",
                "")
            .killedBy("DamagedRowsTest#whatACrashInterruptsIsMendedByTheNextProcess", "53"),
        StoreMutants.mutant(
                "silence has no bound",
                "a disk that does not answer stops no write for ever",
                "WatchedDisk")
            .with("!silent && rows.silentNanos() >= config.diskSilentAfter().toNanos()", "false")
            .killedBy("SilentDiskTest#writesGoOnWithoutTheDiskOfTheOwner[1]", "1"),
        StoreMutants.mutant(
                "a birth does not wait for the disk",
                "a host starts once its disk answers",
                "Births")
            .with("env.watch().patiently(() -> env.disk().write(batch))", "env.disk().write(batch)")
            .killedBy("StallingDiskTest#allStartOnceTheirDisksAnswer[2]", "125"),
        StoreMutants.mutant(
                "a refusal that is heard late is final",
                "a host starts once its disk answers",
                "WatchedDisk")
            .with(
                "if (cause instanceof SilentDiskException) {",
                "if (cause instanceof SilentDiskException && silent) {")
            .killedBy("WatchedDiskTest#whoIsPatientDoesNotHearOfSilenceThatIsOver", "1"),
        StoreMutants.mutant(
                "damage is not heard of",
                "rows that cannot be read are given up and made again",
                "WatchedDisk")
            .without(
                "failure.filter(DamagedRowsException.class::isInstance)"
                    + ".ifPresent(this::unreadable);")
            .killedBy("DamagedRowsTest#aHeadThatCannotBeReadIsMadeAgain[1]", "11"),
        StoreMutants.mutant(
                "a full disk is not told of", "a disk without room stops no write", "WatchedDisk")
            .without("loop.execute(whenUnfit);")
            .killedBy("FullDiskTest#writesGoOnWithoutTheDisk[1]", "1"),
        StoreMutants.mutant(
                "a failed look-up counts as handed over",
                "what is not known to be elsewhere is not handed over",
                "HandOver")
            .with("counted(locator.hosts(map.key(), context))", "locator.hosts(map.key(), context)")
            .killedBy("ReplicatedBlobsTest#aHandOverThatDoesNotFindWhereCopiesBelongSaysSo", "17"),
        StoreMutants.mutant(
                "a converted map forgets what it has seen",
                "what was deleted under the old layout does not come back",
                "FormatConversion")
            .with(
                "head.context().plus(List.of(BIRTH)),", "CausalContext.EMPTY.plus(List.of(BIRTH)),")
            .killedBy("FormatConversionTest#copiesThatHostsConvertApartJoinAsBefore", "1"),
        StoreMutants.mutant(
                "the old head is gone before the new is there",
                "a conversion that is interrupted loses nothing",
                "FormatConversion")
            .with(
                "return disk.write(batch.remove(oldHead.key()));",
                "return disk.write(new RowBatch().remove(oldHead.key()))"
                    + ".thenCompose(gone -> disk.write(batch));")
            .killedBy("FormatConversionTest#aConversionThatWasInterruptedGoesOn", "0 to 239"));
  }
}
