// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs of FTP under TLS. */
final class TlsMutants {

  private static final String HOME = "io.dftp.ftp";
  private static final String TEST = "server.TlsConversationTest";

  private TlsMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        SourceMutant.of(
                HOME,
                "commands in clear behind AUTH count",
                "what was said in clear does not count under TLS",
                "server.ControlChannel")
            .with(
                "if (!sent.isSuccess() || waiting != null || !parser.isAtLineStart()) {",
                "if (!sent.isSuccess()) {")
            .killedBy(TEST + "#whatComesInClearBehindAuthIsNeverDone"),
        SourceMutant.of(
                HOME,
                "commands are read while the reply to AUTH waits",
                "what was said in clear does not count under TLS",
                "server.ControlChannel")
            .with("    switching = true;\n", "")
            .killedBy(
                "server.ControlChannelTest"
                    + "#whatComesInClearBeforeTheReplyIsTakenIsNotDoneAndEndsTheConnection"),
        SourceMutant.of(
                HOME,
                "an upload that was cut is whole",
                "only the end of TLS ends an upload",
                "server.DataChannel")
            .with("event instanceof ChannelInputShutdownEvent && underTls", "false")
            .killedBy(TEST + "#anUploadThatSomebodyCutsIsNotWhole"),
        SourceMutant.of(
                HOME,
                "a download that was broken off looks whole",
                "what was broken off does not look complete",
                "server.DataChannel")
            .with("if (nearest == null) {", "if (true) {")
            .killedBy(TEST + "#aDownloadThatIsBrokenOffDoesNotLookWhole"),
        SourceMutant.of(
                HOME,
                "any TLS session is the same client",
                "a data connection resumes the session of its control connection",
                "server.SessionTls")
            .with("!isResumed(handler)", "false")
            .killedBy(TEST + "#aDataConnectionHasToResumeWhereThatIsRequired"),
        SourceMutant.of(
                HOME,
                "passwords go in clear",
                "where TLS is required nobody logs in in clear",
                "command.CommandContext")
            .with("tls == TlsMode.REQUIRE && !state.isSecure()", "false")
            .killedBy(TEST + "#whereItIsRequiredNothingGoesInClear"),
        SourceMutant.of(
                HOME,
                "data go in clear",
                "where TLS is required no data move in clear",
                "command.CommandContext")
            .with("tls == TlsMode.REQUIRE && !state.isDataPrivate()", "false")
            .killedBy(TEST + "#whereItIsRequiredNothingGoesInClear"));
  }
}
