// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs that are planted in how names change. */
final class TreeMutants {

  private static final String HOME = "io.dftp.ftp";
  private static final String MOVES = "namespace.RingFileSystemTest";
  private static final String SPLIT = "namespace.SplitTreesTest";

  private TreeMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        SourceMutant.of(
                HOME,
                "a name is marked whatever it has become",
                "of all who move one name at once one wins",
                "namespace.Moves")
            .with("List.of(DirectoryMap.unchanged(found.rows())),", "List.of(),")
            .killedBy("namespace.ConcurrentMovesTest#ofThreeHostsThatMoveOneFileOneDoes"),
        SourceMutant.of(
                HOME,
                "a listing goes on by its path",
                "a listing is of one directory",
                "namespace.RingFileSystem")
            .with(
                "context -> listing.page(id, last, limit, context));",
                "context -> paths.directory(directory, context)"
                    + ".thenCompose(at -> listing.page(at, last, limit, context)));")
            .killedBy("namespace.ThreeHostsFilesTest#aListingIsOfTheDirectoryThatItBeganWith"),
        SourceMutant.of(
                HOME,
                "a directory is sealed with names in it",
                "a directory that holds something is not removed",
                "namespace.Seals")
            .with("List.of(new Condition.NoneBeginning(NAMES))", "List.of()")
            .killedBy("namespace.ThreeHostsFilesTest#directoriesAreMadeAndRemoved"),
        SourceMutant.of(
                HOME,
                "a crowded directory keeps the bytes of its files",
                "a directory takes many short files",
                "namespace.RingSink")
            .with("directories.room().conditions(added),", "List.of(),")
            .killedBy("namespace.DirectoryRoomTest#aCrowdedDirectoryTakesManyTimesAsManyFiles"),
        SourceMutant.of(
                HOME,
                "a full directory takes no change",
                "what is in a full directory can be changed and removed",
                "namespace.DirectoryRoom")
            .with("&& change.removes().isEmpty();", ";")
            .killedBy(
                "namespace.DirectoryRoomTest#aFullDirectorySaysSoAndKeepsTakingChangesOfWhatItHas"),
        SourceMutant.of(
                HOME,
                "what is appended in a crowded directory stays in its row",
                "a file grows in a crowded directory",
                "namespace.RingSink")
            .with("findsCrowd(failure) && most > DirectoryRoom.SHORT", "false")
            .killedBy("namespace.DirectoryRoomTest#aFileThatGrowsInACrowdedDirectoryKeepsGrowing"),
        SourceMutant.of(
                HOME,
                "a directory is joined to one that hangs elsewhere too",
                "what was made stays where it was made",
                "namespace.NameMender")
            .with("if (elsewhere) {", "if (false) {")
            .killedBy(
                "namespace.JoinedNamesTest#whatOneSideMadeWhereTheOtherMovedSomethingToStays[2]"),
        SourceMutant.of(
                HOME,
                "a directory moves into itself",
                "a tree stays a tree",
                "namespace.DirectoryMoves")
            .with("if (above.contains(intent.directory())) {", "if (false) {")
            .killedBy(MOVES + "#twoMovesThatTogetherWouldCloseACircleDoNot"),
        SourceMutant.of(
                HOME,
                "one place that has two links is taken down",
                "what two sides moved is in one place",
                "namespace.DirectoryMender")
            .with("if (!place.isSameName(kept)) {", "if (!place.equals(kept)) {")
            .killedBy(SPLIT + "#aDirectoryThatBothSidesMovedToOnePlaceIsThere"),
        SourceMutant.of(
                HOME,
                "a directory is mended before all have compared",
                "a missing thing is no evidence",
                "namespace.TreeMender")
            .with("if (!heard) {", "if (false) {")
            .killedBy("namespace.TreeMenderTest#nothingIsMendedBefore"),
        SourceMutant.of(
                HOME,
                "a refused move leaves a trace",
                "what one side removed and nobody used stays away",
                "namespace.Moves")
            .with(".thenAccept(arrival::replaces)", ".thenAccept(rows -> {})")
            .killedBy(SPLIT + "#aMoveThatIsRefusedBringsNothingBack"),
        SourceMutant.of(
                HOME,
                "a page leaves out what does not fit",
                "an entry that is there is listed",
                "namespace.DirectoryListing")
            .with(
                "add(rows, found);",
                "if (fits) {\n                  add(rows, found);\n                }")
            .killedBy(SPLIT + "#theVersionThatLostItsNameShowsWhoWroteIt"),
        SourceMutant.of(
                HOME,
                "nobody waits for a turn",
                "whoever has stored a whole file is told so",
                "namespace.Turns")
            .with("before == null", "true")
            .killedBy(
                "namespace.RingFileSystemTest#whoStoreUnderOneNameAtOnceDoNotGetInEachOthersWay"),
        SourceMutant.of(
                HOME,
                "one who takes long holds up all",
                "nobody waits for ever for a turn",
                "namespace.Turns")
            .with("Duration.ofSeconds(4)", "Duration.ofDays(4)")
            .killedBy("namespace.TurnsTest#whoTakesLongHoldsUpNobody"),
        SourceMutant.of(
                HOME,
                "what was joined during the hearing is mended",
                "a missing thing is no evidence",
                "namespace.TreeMender")
            .with("now.keySet().removeAll(late);", "")
            .killedBy("namespace.TreeMenderTest#whatIsJoinedDuringTheHearingWaitsForTheNext"),
        SourceMutant.of(
                HOME,
                "a directory that is read all the time stays split",
                "directories of one name that both sides made are one",
                "namespace.TreeMender")
            .with(
                "odd.add(directory);\n          add(",
                "odd.add(directory);\n          late.add(directory);\n          add(")
            .killedBy("namespace.TreeMenderTest#whatIsReadAllTheTimeIsMendedToo"),
        SourceMutant.of(
                HOME,
                "a directory stays in two places",
                "what two sides moved is in one place",
                "namespace.MendingSteps")
            .with("List.of(), version.dots()),", "List.of(), List.of()),")
            .killedBy(SPLIT + "#aDirectoryThatBothSidesMovedIsInOnePlace"),
        SourceMutant.of(
                HOME,
                "a circle is left alone",
                "of two that were moved into each other one hangs in lost+found",
                "namespace.DirectoryMender")
            .with(
                ": rescue(new TreeSet<>(circle).first(), context));",
                ": CompletableFuture.completedFuture(null));")
            .killedBy(SPLIT + "#twoDirectoriesThatWereMovedIntoEachOtherStay"),
        SourceMutant.of(
                HOME,
                "what is above a directory that comes back stays away",
                "a directory that comes back can be reached",
                "namespace.DirectoryMender")
            .with(
                ": insert(directory, last, last.name(), context))",
                ": CompletableFuture.completedFuture(null))")
            .killedBy(SPLIT + "#withItComeThoseAboveThatWereRemovedToo"),
        SourceMutant.of(
                HOME,
                "directories of one name are not joined",
                "directories of one name that both sides made are one",
                "namespace.NameMender")
            .with(
                "return join.join(directory, rows, context)"
                    + " .thenCompose(joined -> mendAll(joined, context));",
                "return mendAll(List.of(), context);")
            .killedBy(SPLIT + "#directoriesOfOneNameThatBothSidesMadeAreJoined"),
        SourceMutant.of(
                HOME,
                "an append forgets one beside it",
                "of two who append at once both do",
                "namespace.RingSink")
            .with("if (!contentOf(now).equals(before)) {", "if (false) {")
            .killedBy("namespace.ConcurrentMovesTest#allThatManyAppendAtOnceIsThere"),
        SourceMutant.of(
                HOME,
                "a directory is removed by an old row",
                "a directory that was opened again is not removed under its names",
                "namespace.DirectoryRemoval")
            .with("if (!version.entry().token().equals(directory.token())) {", "if (false) {")
            .killedBy(
                MOVES
                    + "#aDirectoryThatWasSealedAndLeftBehindTakesNamesAgain"
                    + "AndIsNotRemovedUnderThem"),
        SourceMutant.of(
                HOME,
                "a move arrives although it was called off",
                "a slow mover brings nothing back",
                "namespace.Moves")
            .with("List.of(MoveVerdicts.undecided(departure.move())),", "List.of(),")
            .killedBy(MOVES + "#aSlowMoverDoesNotBringBackWhatWasDeletedMeanwhile"),
        SourceMutant.of(
                HOME,
                "a name comes into a sealed directory",
                "a directory that is being removed takes no file",
                "namespace.DirectoryMap")
            .with(
                "new ArrayList<>(List.of(Seals.none(), unchanged(rows)))",
                "new ArrayList<>(List.of(new Condition.Absent(NEVER), unchanged(rows)))")
            .killedBy(
                MOVES
                    + "#aDirectoryThatWasSealedAndLeftBehindTakesNamesAgain"
                    + "AndIsNotRemovedUnderThem"),
        SourceMutant.of(
                HOME,
                "a move is ended the wrong way",
                "a move that stops at any step is ended as its target says",
                "namespace.LeavingNames")
            .with("arrived ? remove(", "!arrived ? remove(")
            .killedBy(MOVES + "#aSlowMoverDoesNotBringBackWhatWasDeletedMeanwhile"));
  }
}
