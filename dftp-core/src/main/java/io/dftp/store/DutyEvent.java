// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.store.Duty.Charge;

/** What happens to a {@link Duty}. Answers name the round in which was asked. */
sealed interface DutyEvent {

  /** The map is this host's to serve, under that term. */
  record Charged(Charge charge) implements DutyEvent {}

  /** The map is not this host's any more, or not yet again. */
  record Discharged() implements DutyEvent {}

  /** The host has the same as this copy, or no copy at all. */
  record SameThere(NodeAddress host, long round) implements DutyEvent {}

  /** The host's copy differs, or has changes that are not committed. */
  record DiffersThere(NodeAddress host, long round) implements DutyEvent {}

  /** The host's copy has been joined. */
  record Pulled(NodeAddress host, long round) implements DutyEvent {}

  /** The host did not say, or did not send its copy. */
  record NothingFrom(NodeAddress host, long round) implements DutyEvent {}

  /** All that could be heard is joined; says whether nothing acknowledged can be missing. */
  record Judged(boolean complete) implements DutyEvent {}

  /** Changes wait for their turn. */
  record Wanted() implements DutyEvent {}

  /** The group that is being decided on brings the map into being: there is nothing else of it. */
  record Born() implements DutyEvent {}

  /** A group of changes was decided on and is prepared here; or nothing of what waited was. */
  record Grouped(long round, boolean any) implements DutyEvent {}

  /** What is prepared or joined is durable here. */
  record DurableHere(long round) implements DutyEvent {}

  /** This host could not make it durable. */
  record FailedHere() implements DutyEvent {}

  /** The holder has it, durable. */
  record Prepared(NodeAddress holder, long round) implements DutyEvent {}

  /** The holder's copy is not the one on which the changes rest. */
  record NeedsState(NodeAddress holder, long round) implements DutyEvent {}

  /**
   * The holder has joined the whole copy.
   *
   * @param knowsMore whether it has something that is not here
   */
  record StateTaken(NodeAddress holder, long round, boolean knowsMore) implements DutyEvent {}

  /** The holder did not answer in time, or cannot hold the map now. */
  record Unfit(NodeAddress holder, long round) implements DutyEvent {}

  /** The copy of another host was joined here, unasked. */
  record Joined() implements DutyEvent {}
}
