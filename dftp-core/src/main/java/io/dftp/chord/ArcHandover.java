// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.Alive;
import io.dftp.chord.ChordMessage.HandedOver;
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.id.Identifier;
import io.dftp.net.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands over arcs, so that no key has two owners while members come: who has joined owns nothing
 * before its successor has taken it for its predecessor, and from then on the successor owns those
 * keys no more. In between nobody is sure of them, and a lookup tries again.
 *
 * <p>The ring protocol itself does not wait for it. Confined to the event loop.
 */
final class ArcHandover {

  private record Notice(RingMember notifier, Exchange exchange) {}

  /** More than join between two members at one time; who comes on top of them asks again. */
  private static final int MAX_NOTICES = 32;

  private final List<Notice> notices = new ArrayList<>();
  private @Nullable RingMember replaced;
  private boolean complete;

  /** Says whether the arc of this position is its own. */
  boolean isComplete() {
    return complete;
  }

  /** Takes the arc for its own, since the successor has handed it over, or there is none. */
  void completed() {
    complete = true;
  }

  /** Remembers a notification that is to be answered once it has been weighed. */
  void noticed(RingMember notifier, Exchange exchange) {
    if (notices.size() < MAX_NOTICES) {
      notices.add(new Notice(notifier, exchange));
    } else {
      exchange.reply(new Alive());
    }
  }

  /** Follows this position's own predecessor, and answers those who notified when it is settled. */
  void stepped(RingState before, RingState now) {
    if (!Objects.equals(before.predecessor(), now.predecessor())) {
      replaced = before.predecessor();
    }
    if (now.isIdle() && !notices.isEmpty()) {
      List<Notice> weighed = List.copyOf(notices);
      notices.clear();
      weighed.forEach(notice -> answer(notice, now));
    }
  }

  private void answer(Notice notice, RingState now) {
    if (!now.member()) {
      notice.exchange().reply(new NotMember());
    } else if (notice.notifier().equals(now.predecessor())) {
      notice.exchange().reply(new HandedOver(replaced));
    } else {
      notice.exchange().reply(new Alive());
    }
  }

  /**
   * Returns whom a position has to take for its predecessor before the arc that it was handed is
   * its own: who joined beside it and was taken first.
   */
  static @Nullable RingMember nearer(RingState state, HandedOver handed) {
    RingMember before = handed.before();
    RingMember known = state.predecessor();
    boolean nearer =
        before != null
            && known != null
            && Identifier.between(known.id(), before.id(), state.self().id());
    return nearer ? before : null;
  }
}
