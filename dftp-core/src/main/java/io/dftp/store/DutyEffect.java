// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;

/** What a {@link DutyProtocol} wants done. */
sealed interface DutyEffect {

  /** Ask the host how its copy stands. */
  record Compare(NodeAddress host, long round) implements DutyEffect {}

  /** Have the host send its copy. */
  record Pull(NodeAddress host, long round) implements DutyEffect {}

  /** Commit every change that is prepared here, and judge whether the copy is complete. */
  record CompletePending() implements DutyEffect {}

  /** Commit every change that is prepared here: it came with the copy of another host. */
  record CommitPending() implements DutyEffect {}

  /** Decide on the changes that wait, and prepare a group of them. */
  record Decide(long round) implements DutyEffect {}

  /** Tell when all that was prepared or joined is durable here. */
  record AwaitDisk(long round) implements DutyEffect {}

  /** Send the group, or the question whether the copies are the same, to the holder. */
  record Prepare(NodeAddress holder, long round) implements DutyEffect {}

  /** Send the whole copy to the holder, and then what {@link Prepare} sends. */
  record SendState(NodeAddress holder, long round) implements DutyEffect {}

  /** Commit the group, since all holders have it, and answer. */
  record Commit() implements DutyEffect {}

  /** The group may be at some holders; it is decided under another term, or by another owner. */
  record Interrupt() implements DutyEffect {}

  /** Note that this copy has everything under the term. */
  record Stamp() implements DutyEffect {}

  /** Those who wait to read may look again. */
  record WakeReaders() implements DutyEffect {}

  /** The holder has to be replaced. */
  record Avoid(NodeAddress holder) implements DutyEffect {}
}
