// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.Alive;
import io.dftp.chord.ChordMessage.HandedOver;
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.chord.ChordMessage.NotifyAnswer;
import io.dftp.id.Identifier;
import io.dftp.net.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands over arcs, so that no key has two owners while members come: who has joined owns nothing
 * before its successor has taken it for its predecessor, and from then on the successor owns those
 * keys no more. Nobody hands over what is not its own, nor twice. In between nobody is sure of
 * those keys, and a lookup tries again.
 *
 * <p>The ring protocol itself does not wait for it. Confined to the event loop.
 */
final class ArcHandover {

  private record Notice(RingMember notifier, Exchange exchange) {}

  /** More than join between two members at one time; who comes on top of them asks again. */
  private static final int MAX_NOTICES = 32;

  /**
   * After so many claims without success the arc is taken all the same: whoever could have handed
   * it over may be gone, and members that wait for each other in a circle would wait for ever.
   */
  private static final int MAX_REFUSALS = 50;

  private final List<Notice> notices = new ArrayList<>();
  private boolean complete;
  private int refusals;

  /**
   * Where the keys begin that this position has and has handed to nobody; those that its
   * predecessor has not claimed yet are among them. Null while it has all.
   */
  private @Nullable RingMember start;

  /** Whether the one at the start became the predecessor when another died, and may claim yet. */
  private boolean startMayClaim;

  /** To whom keys were handed last, and what it was told, which may have to be said again. */
  private @Nullable RingMember heir;

  private @Nullable RingMember startOfHeir;

  /** Says whether the arc of this position is its own. */
  boolean isComplete() {
    return complete;
  }

  /** Takes the arc for its own, since nobody else is there. */
  void alone() {
    complete = true;
  }

  /**
   * Takes the arc for its own, unless somebody who has been handed a part of it before has to
   * become the predecessor first.
   *
   * @return that one; null when the arc is its own now
   */
  @Nullable RingMember handedOver(RingState state, HandedOver handed) {
    RingMember before = handed.before();
    RingMember known = state.predecessor();
    if (before != null
        && known != null
        && Identifier.between(known.id(), before.id(), state.self().id())) {
      return before;
    }
    complete = true;
    start = before == null ? known : before;
    startMayClaim = before == null;
    return null;
  }

  /**
   * Counts a claim that was not granted.
   *
   * @return whether there were so many that the arc is taken all the same
   */
  boolean refused(RingState state) {
    if (++refusals == MAX_REFUSALS) {
      handedOver(state, new HandedOver(null));
    }
    return complete;
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
  void stepped(RingState now) {
    RingMember predecessor = now.predecessor();
    if (start != null
        && predecessor != null
        && !predecessor.equals(start)
        && !Identifier.between(start.id(), predecessor.id(), now.self().id())) {
      // Those between have gone, and left their keys.
      start = predecessor;
      startMayClaim = true;
    }
    if (now.isIdle()) {
      notices.forEach(notice -> notice.exchange().reply(answer(notice.notifier(), now)));
      notices.clear();
    }
  }

  /** Answers all who still wait, as one that is no member any more. */
  void close() {
    notices.forEach(notice -> notice.exchange().reply(new NotMember()));
    notices.clear();
  }

  private NotifyAnswer answer(RingMember notifier, RingState now) {
    if (!now.member()) {
      return new NotMember();
    }
    if (!complete || !notifier.equals(now.predecessor())) {
      return new Alive();
    }
    if (!notifier.equals(heir)) {
      boolean isStart = notifier.equals(start);
      if (isStart && !startMayClaim) {
        // Another has handed it its keys, or will.
        return new Alive();
      }
      heir = notifier;
      startOfHeir = isStart ? null : start;
      start = notifier;
      startMayClaim = false;
    }
    return new HandedOver(startOfHeir);
  }
}
