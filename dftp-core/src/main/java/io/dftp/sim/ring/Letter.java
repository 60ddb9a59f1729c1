// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingEvent;
import io.dftp.chord.RingMember;
import org.jspecify.annotations.Nullable;

/**
 * A message under way. A query or reply is late when its asker has given up the query; then it
 * carries a request number that is not the open one.
 */
sealed interface Letter {

  /** Asks for predecessor and list, or only for life. */
  record Query(RingMember asker, RingMember to, boolean life, boolean late) implements Letter {}

  /** Brings the asker what it asked for. */
  record Reply(RingMember asker, RingMember from, RingEvent event, boolean late)
      implements Letter {}

  /** Says that one may be the other's predecessor. */
  record Notice(RingMember notifier, RingMember to) implements Letter {}

  /** Says that one has left, and who was before it. */
  record Goodbye(RingMember leaver, RingMember to, @Nullable RingMember predecessor)
      implements Letter {}
}
