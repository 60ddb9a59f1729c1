// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs of what is kept of uploads that break off. */
final class PartMutants {

  private static final String HOME = "io.dftp.ftp";

  private PartMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        SourceMutant.of(
                HOME,
                "a part is shown to everybody",
                "half a file is seen by nobody who looks for files",
                "files.WriteMode")
            .with("user.isPresent() ? Partial.HIDDEN : Partial.DISCARD", "Partial.VISIBLE")
            .killedBy("namespace.RingFileSystemTest#aBrokenUploadIsKeptForItsUserAndShownToNobody"),
        SourceMutant.of(
                HOME,
                "users share a part",
                "each user has an own part of a name",
                "namespace.Parts")
            .with("ROWS + name + \"/\" + user", "ROWS + name + \"/\"")
            .killedBy("namespace.RingFileSystemTest#aBrokenUploadIsKeptForItsUserAndShownToNobody"),
        SourceMutant.of(
                HOME,
                "two uploads at once share a part",
                "an upload leaves alone what one has left that began later",
                "namespace.PartRows")
            .with("!held.part().began().isAfter(began)", "true")
            .killedBy("namespace.RingFileSystemTest#ofTwoUploadsAtOnceTheOneThatBeganLaterIsKept"),
        SourceMutant.of(
                HOME,
                "the bytes of a part are given back while it is kept",
                "a part names its content",
                "namespace.ContentNaming")
            .with("if (Parts.isOfPart(row)) {", "if (row.isEmpty()) {")
            .killedBy("namespace.PartsTest#anUploadFromTheBeginningGivesTheSpaceOfThePartBack"),
        SourceMutant.of(
                HOME,
                "a part is gone on with at a wrong offset",
                "a part is gone on with at its end only",
                "files.WriteMode")
            .with("offset == partBytes", "offset <= partBytes")
            .killedBy("namespace.RingFileSystemTest#itIsGoneOnWithAtItsEndOnly"),
        SourceMutant.of(
                HOME,
                "what was to be added to a file becomes a part",
                "a part begins at the first byte",
                "files.WriteMode")
            .with("bytes == 0 || changesFile", "bytes == 0")
            .killedBy("namespace.RingFileSystemTest#nothingIsKeptOfWhatWasToBeAddedToAFile"),
        SourceMutant.of(
                HOME,
                "a whole upload leaves the part",
                "who has sent all needs no part",
                "namespace.RingSink")
            .with("    removed.addAll(parts.dots());\n", "")
            .killedBy("namespace.RingFileSystemTest#anUploadFromTheBeginningDropsIt"),
        SourceMutant.of(
                HOME,
                "parts are dropped whenever one looks",
                "a part is kept for seven days",
                "namespace.Parts")
            .with("rows -> rows.over(clock.now())", "rows -> rows")
            .killedBy("namespace.PartsTest#aDirectoryRemovedOnOneSideDoesNotComeBackForAPart"),
        SourceMutant.of(
                HOME, "a part is kept for ever", "the space of a part comes back", "namespace.Part")
            .with("return !now.isBefore(kept.plus(KEPT_FOR));", "return false;")
            .killedBy("namespace.PartsTest#aDirectoryRemovedOnOneSideDoesNotComeBackForAPart"),
        SourceMutant.of(
                HOME,
                "a removed directory keeps its parts",
                "parts go with their directory",
                "namespace.DirectoryRemoval")
            .with(".thenCompose(removed -> dropParts(directory, context))", "")
            .killedBy("namespace.PartsTest#aRemovedDirectoryGivesTheSpaceOfItsPartsBackAtOnce"),
        SourceMutant.of(
                HOME,
                "a client that was killed has sent all",
                "the data end when they are whole",
                "server.Upload")
            .with("clientHasGone.getAsBoolean()", "false")
            .killedBy("server.PartsConversationTest#aClientThatIsKilledHasNotSentAll"));
  }
}
