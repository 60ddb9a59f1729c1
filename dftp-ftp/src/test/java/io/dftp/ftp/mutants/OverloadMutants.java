// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs of a node that has not enough of something, or too much to do. */
final class OverloadMutants {

  private static final String HOME = "io.dftp.ftp";
  private static final String DISK = "disk.ShortageTest";
  private static final String LOGINS = "auth.LoginsAtOnceTest";
  private static final String READS = "namespace.RingFileSystemTest";

  private OverloadMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        SourceMutant.of(
                HOME,
                "no file descriptor is a failed disk",
                "a shortage takes no disk out of service",
                "disk.Shortage")
            .with("text.contains(\"too many open files\")", "false")
            .killedBy(DISK + "#withoutDescriptorsABlobIsRefusedAndLaterTaken[1]"),
        SourceMutant.of(
                HOME,
                "no room is a failed disk",
                "a shortage takes no disk out of service",
                "disk.Shortage")
            .with("text.contains(\"no space left\")", "false")
            .killedBy(DISK + "#withoutRoomABlobIsRefusedAsOnAFullDiskAndLeavesNothingBehind[3]"),
        SourceMutant.of(
                HOME,
                "what was written in vain stays",
                "a refused blob leaves nothing behind",
                "disk.BlobFolder")
            .with(
                "      files.delete(temporary);\n      throw refused(refusal);",
                "      throw refused(refusal);")
            .killedBy(DISK + "#withoutRoomABlobIsRefusedAsOnAFullDiskAndLeavesNothingBehind[3]"),
        SourceMutant.of(
                HOME,
                "a blob that cannot be opened is damaged",
                "a shortage says nothing about bytes",
                "disk.BlobFolder")
            .with("if (Shortage.of(unreadable).isPresent()) {", "if (false) {")
            .killedBy(DISK + "#aBlobThatCannotBeOpenedNowIsNotTakenForDamaged"),
        SourceMutant.of(
                HOME,
                "a name that was not forced counts",
                "what counts is durable, also after a shortage",
                "disk.BlobFolder")
            .with("      directories.unsettle(directory);\n", "")
            .killedBy(DISK + "#aNameThatCouldNotBeForcedIsForcedBeforeTheBlobCounts"),
        SourceMutant.of(
                HOME,
                "a folder that was not forced counts",
                "what counts is durable, also after a shortage",
                "disk.SettledDirectories")
            .with("        settled.remove(parent);\n", "")
            .killedBy(
                DISK + "#aFolderThatCouldNotBeForcedIntoItsParentIsForcedBeforeABlobInItCounts"),
        SourceMutant.of(
                HOME,
                "rows that wait are dropped",
                "rows that wait for a file descriptor are written",
                "disk.RowQueue")
            .with("while (stopped || !written(batches)) {", "if (stopped || !written(batches)) {")
            .killedBy(DISK + "#rowsThatRocksDbDoesNotTakeAnyMoreAreWrittenWhenItWasOpenedAgain"),
        SourceMutant.of(
                HOME,
                "an answer about an old password counts for the new one",
                "a changed password lets in nobody who knows the old one",
                "auth.PasswordChecker")
            .with("new Question(digest, hash.orElse(nobody))", "new Question(digest, nobody)")
            .killedBy(LOGINS + "#aPasswordThatWasChangedLetsNobodyInByAnAnswerAboutTheOldOne"),
        SourceMutant.of(
                HOME,
                "an answer about one password counts for another",
                "only the same password gets the same answer",
                "auth.RecentLogins")
            .with("mac.doFinal(password.getBytes(StandardCharsets.UTF_8))", "mac.doFinal()")
            .killedBy(LOGINS + "#ofTooManyPasswordsSomeAreRefusedAndLaterTaken"),
        SourceMutant.of(
                HOME,
                "the rest of a block that was given back is lost",
                "a slow reader misses nothing",
                "content.ContentReader")
            .with("        again.addFirst(step.from(taken));\n", "")
            .killedBy(READS + "#readersWhoTakeNothingGiveBackWhatOthersNeedAndMissNothing"),
        SourceMutant.of(
                HOME,
                "a block that was given back comes again from its start",
                "a slow reader gets nothing twice",
                "content.ContentReader")
            .with("again.addFirst(step.from(taken));", "again.addFirst(step);")
            .killedBy(READS + "#readersWhoTakeNothingGiveBackWhatOthersNeedAndMissNothing"),
        SourceMutant.of(
                HOME,
                "blocks that were given back come in another order",
                "a slow reader gets its bytes in their order",
                "content.ContentReader")
            .with("again.addFirst(last.step);", "again.addLast(last.step);")
            .killedBy(READS + "#readersWhoTakeNothingGiveBackWhatOthersNeedAndMissNothing"));
  }
}
