// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import org.jspecify.annotations.Nullable;

/**
 * Why two hosts cannot agree on a secret and what to do with it, as the one that was dialled sees
 * it. The notes on the wire are short, so that a stranger gets no more than it sent.
 */
enum SecretDispute {
  /** The dialler has none, this host has one. */
  MISSING(
      "secret missing",
      "it has no cluster secret, this host has one",
      "this host has no cluster secret, that one has"),
  /** Both have one, and not the same. */
  OTHER(
      "another secret",
      "its cluster secret is another one",
      "the cluster secret of that host is another one"),
  /** The dialler has one, this host has none. */
  UNWANTED(
      "no secret here",
      "it has a cluster secret, this host has none",
      "this host has a cluster secret, that one has none"),
  /** The dialler talks in clear, this host under TLS; older versions show the note as it is. */
  CLEAR(
      "this host encrypts what it says; run the same version on all hosts",
      "it does not encrypt what it says, this host does",
      "this host does not encrypt what it says, that one does"),
  /** The dialler talks under TLS, this host, which has a secret too, in clear. */
  ENCRYPTED(
      "no encryption here",
      "it encrypts what it says, this host does not",
      "this host encrypts what it says, that one does not");

  private static final String CHECK_SECRET =
      "; give both the same --secret-file ('dftp secret show' prints the secret that nodes of one"
          + " user share on one machine)";
  private static final String CHECK_VERSION =
      "; run the same version on both, and --ring-clear on none";

  /** What the dialler is told. */
  final String note;

  private final String atRefuser;
  private final String atRefused;

  SecretDispute(String note, String atRefuser, String atRefused) {
    this.note = note;
    this.atRefuser = atRefuser;
    this.atRefused = atRefused;
  }

  /** Returns the reason for the log of the host that refuses. */
  String reason() {
    return atRefuser + check();
  }

  /** Says whether a reason is one of these. */
  static boolean isReason(String reason) {
    return reason.endsWith(CHECK_SECRET) || reason.endsWith(CHECK_VERSION);
  }

  /** Returns the reason for the log of a host that was refused with that note. */
  static String explained(String note) {
    SecretDispute dispute = ofNote(note);
    return dispute == null ? note : dispute.atRefused + dispute.check();
  }

  private String check() {
    return this == CLEAR || this == ENCRYPTED ? CHECK_VERSION : CHECK_SECRET;
  }

  private static @Nullable SecretDispute ofNote(String note) {
    for (SecretDispute dispute : values()) {
      if (dispute.note.equals(note)) {
        return dispute;
      }
    }
    return null;
  }
}
