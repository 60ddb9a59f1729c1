// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs that are planted in how space is given back; each would lose a file. */
final class ReclaimMutants {

  private static final String HOME = "io.dftp.ftp";
  private static final String TREE = "namespace.ReclaimTest";
  private static final String MOMENTS = "reclaim.ReclaimerTest";

  private ReclaimMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        SourceMutant.of(
                HOME,
                "a host that is away is not waited for",
                "while a host is away nothing ends",
                "reclaim.Attendance")
            .with("return missing.isEmpty();", "return true;")
            .killedBy(TREE + "#whileAHostIsAwayNothingGoesAndItIsNamed"),
        SourceMutant.of(
                HOME,
                "a name is written before its link",
                "a content has a link to each place that names it",
                "namespace.ContentNaming")
            .with("added.stream().allMatch(Set::isEmpty)", "added.size() < 100")
            .killedBy(TREE + "#aFileThatIsMovedAboutStaysUntilItIsDeleted"),
        SourceMutant.of(
                HOME,
                "what has ended is named anew",
                "a content that has ended gets no name any more",
                "namespace.ContentNaming")
            .with("List.of(ReplicatedStore.notEnded())", "List.of()")
            .killedBy("namespace.RingFileSystemTest#whatHasEndedIsNotNamedAnew"),
        SourceMutant.of(
                HOME,
                "an undecided name is taken for none",
                "what may come to be named stays",
                "reclaim.ContentJudge")
            .with("standing.undecided().isEmpty() ? Use.PAST : Use.UNDECIDED", "Use.PAST")
            .killedBy(MOMENTS + "#whatMayComeToBeNamedStays"),
        SourceMutant.of(
                HOME,
                "siblings are no name",
                "both versions that two sides have written stay",
                "reclaim.ContentJudge")
            .with(
                "standing.rows().stream().anyMatch(row -> names.test(row, content))",
                "standing.rows().size() == 1 && names.test(standing.rows().get(0), content)")
            .killedBy(TREE + "#bothVersionsThatTwoSidesOfACutHaveWrittenStay"),
        SourceMutant.of(
                HOME,
                "it ends although it was linked meanwhile",
                "what is named at the last moment stays",
                "reclaim.Reclaimer")
            .with("List.of(new Condition.NoneBeginning(Link.PREFIX))", "List.of()")
            .killedBy(MOMENTS + "#whatIsNamedAgainAtTheLastMomentStays"),
        SourceMutant.of(
                HOME,
                "an upload under way ends",
                "what a living process writes stays",
                "reclaim.ContentUse")
            .with("links.isEmpty() && processes.contains(writer.getAsLong())", "false")
            .killedBy(MOMENTS + "#whatALivingProcessWritesStays"),
        SourceMutant.of(
                HOME,
                "what was seen too late counts",
                "a name counts as gone if all hosts were heard after it was seen to be",
                "reclaim.ContentUse")
            .with("link.use() == Use.PAST && !known.contains(link.row())", "false")
            .killedBy("reclaim.ContentUseTest#whatWasSeenOnlyAfterAllWereHeardIsNotCertain"),
        SourceMutant.of(
                HOME,
                "an old content without a writer ends",
                "what was written before links were is never ended",
                "reclaim.ContentUse")
            .with("ended || writer.isEmpty()", "ended")
            .with("processes.contains(writer.getAsLong())", "processes.contains(writer.orElse(0))")
            .killedBy("reclaim.ContentUseTest#whatHasNoWrittenBeginningIsNeverEnded"),
        SourceMutant.of(
                HOME,
                "there is no grace",
                "a download that was begun before goes on for a while",
                "reclaim.Reclaimer")
            .with("now - next.getValue() >= config.grace().toNanos()", "now >= next.getValue()")
            .killedBy(TREE + "#bytesStayForAGraceBecauseSomebodyMayBeReadingThem"));
  }
}
