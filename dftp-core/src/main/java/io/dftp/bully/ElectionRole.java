// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

/**
 * What a host is in the election.
 *
 * <pre>
 * from        to                                  when
 * JOINING     FOLLOWER, CANDIDATE, WAITING        leader heard; nobody answered; claim promised
 * FOLLOWER    SUSPECT, CANDIDATE, WAITING         silence; leader ended; claim or successor
 * SUSPECT     FOLLOWER, CANDIDATE, WAITING        sign of life; none; claim promised
 * CANDIDATE   CLAIMING, WAITING, FOLLOWER         no objection; higher host; leader heard
 * WAITING     FOLLOWER, CANDIDATE, CLAIMING       leader heard; nobody came; named successor
 * CLAIMING    LEADER, WAITING, FOLLOWER           nobody refused; refused or outranked; leader heard
 * LEADER      FOLLOWER, WAITING                   higher leader heard; handed over
 * any         STALLED                             a promise is not durable in time
 * STALLED     JOINING                             it is
 * any         WITHDRAWN                           resigned, or its store failed
 * </pre>
 *
 * <p>This is mode AVAILABLE. A mode QUORUM would differ in three places: CLAIMING would be left for
 * LEADER by the promises of a majority only; a promise would bind for the time of a lease; and
 * LEADER would be left when the lease ends.
 */
public enum ElectionRole {
  /** Looks for a leader after its start. */
  JOINING,
  /** Follows a leader. */
  FOLLOWER,
  /** Follows a leader that fell silent, and asks for it. */
  SUSPECT,
  /** Asks whether a higher host objects. */
  CANDIDATE,
  /** Waits for another one to announce itself. */
  WAITING,
  /** Asks all others for their promise. */
  CLAIMING,
  /** Leads. */
  LEADER,
  /** Takes no part until its disk answers. */
  STALLED,
  /** Takes no part any more. */
  WITHDRAWN
}
