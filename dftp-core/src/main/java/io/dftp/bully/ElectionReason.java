// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

/** Why the view of an elector changed last. */
public enum ElectionReason {
  /** It has just started and looks for a leader. */
  STARTED,
  /** A leader told of itself, or was told of. */
  LEADER_HEARD,
  /** The leader was silent, or its connection broke; it is asked for. */
  LEADER_SILENT,
  /** The leader did not answer, or there was none; the host stands as a candidate. */
  NO_LEADER,
  /** The leader resigned. */
  LEADER_RESIGNED,
  /** The leader's host restarted, which ended its term. */
  LEADER_RESTARTED,
  /** A host of higher rank stands instead. */
  HIGHER_RANK,
  /** Another host's claim was promised. */
  PROMISED,
  /** Nobody of higher rank objected; the host claims the lead. */
  UNOPPOSED,
  /** The claim was refused too often. */
  CLAIM_REFUSED,
  /** The claim went through. */
  WON,
  /** The lead was taken up under a later epoch, because somebody had promised one. */
  EPOCH_RENEWED,
  /** Another leader of higher rank was heard. */
  OUTRANKED,
  /** The lead was handed to a host of higher rank. */
  HANDED_OVER,
  /** The host withdrew. */
  WITHDRAWN,
  /** A promise could not be stored, so the host takes no further part. */
  STORE_FAILED,
  /** A promise has not become durable in time, so the host takes no part until it has. */
  STORE_STALLED,
  /** The disk answered again, and the host looks for a leader. */
  STORE_RECOVERED
}
