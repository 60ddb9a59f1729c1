// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs in who is admitted, in what is encrypted, and in how many strangers there may be. */
final class AdmissionMutants {

  private static final String HOME = "io.dftp.transport";
  private static final String ADMISSION = "AdmissionTest#";
  private static final String DOORS = "DoorsTest#";

  private AdmissionMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        of(
                "a proof is good for any certificate",
                "who stands between two hosts is admitted by none",
                "Challenge")
            .with("bytes, answer, fingerprints)", "bytes, answer)")
            .killedBy(
                ADMISSION
                    + "who_stands_between_two_hosts_and_ends_tls_towards_both_is_admitted_by_none"),
        of(
                "both roles prove the same",
                "what a host said, sent back to it, proves nothing",
                "Challenge")
            .with("\"acceptor\"", "\"dialler\"")
            .killedBy(
                ADMISSION
                    + "a_host_that_only_pretends_to_know_the_secret_gets_nothing_but_the_introduction"),
        of("a proof is not looked at", "nothing is read before the proof", "FrameSeal")
            .with("return MessageDigest.isEqual(tag, found);", "return true;")
            .killedBy(ADMISSION + "nothing_but_the_proof_is_read_under_tls"),
        of(
                "who proves himself in clear is admitted",
                "a host that encrypts is never talked to in clear",
                "Introduction")
            .with("if (isInClear()) {", "if (false) {")
            .killedBy(
                ADMISSION
                    + "a_dialler_of_a_version_that_does_not_encrypt_is_refused_and_both_sides_say_so"),
        of(
                "hosts with a secret talk in clear",
                "with a secret all that hosts say is encrypted",
                "ClusterSecret")
            .with("KEY_ID_BYTES), true)", "KEY_ID_BYTES), false)")
            .killedBy(
                ADMISSION + "what_is_said_can_be_read_on_the_way_only_where_it_is_not_encrypted"),
        of(
                "an address takes all places of strangers",
                "an address has a few places before the proof",
                "Doors")
            .with("own >= STRANGERS_OF_ADDRESS", "false")
            .killedBy(DOORS + "anAddressHasAFewPlacesUntilItsVisitorsHaveProvedThemselves"),
        of(
                "the next of an address displaces who is proving himself",
                "only who is slow gives way to the next of his address",
                "Doors")
            .with("leaves = ifSlow(eldestOf(network));", "leaves = eldestOf(network);")
            .killedBy(DOORS + "anAddressHasAFewPlacesUntilItsVisitorsHaveProvedThemselves"),
        of(
                "a flood from several addresses keeps others out",
                "the address with most places gives one",
                "Doors")
            .with("counts.getOrDefault(greediest, 0) > own + 1", "false")
            .killedBy(DOORS + "wherePlacesAreShortTheAddressWithMostOfThemGivesOne"),
        of("an address of IPv6 is one host", "who has an address of IPv6 has its network", "Doors")
            .with(
                "address instanceof Inet6Address ? IPV6_NETWORK_BYTES : bytes.length",
                "bytes.length")
            .killedBy(DOORS + "whoHasAnAddressOfIpv6HasItsNetwork"),
        of(
                "connections are without end once they are proved",
                "those who have proved themselves are bounded apart",
                "Doors")
            .with("|| proven.size() >= maxProven", "")
            .killedBy(DOORS + "thoseWhoHaveProvedThemselvesAreBoundedApart"),
        of(
                "each stranger gets a line in the log",
                "of strangers one line a minute is written",
                "Refusals")
            .with("now - strangerNanos < RECENT.toNanos()", "false")
            .killedBy("RefusalsTest#ofStrangersOneLineAMinuteIsWritten"));
  }

  private static SourceMutant of(String name, String rule, String source) {
    return SourceMutant.of(HOME, name, rule, source);
  }
}
