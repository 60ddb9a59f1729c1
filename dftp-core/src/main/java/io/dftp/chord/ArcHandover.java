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
 * keys no more. Nobody hands over what is not its own. In between nobody is sure of those keys, and
 * a lookup tries again.
 *
 * <p>The ring protocol itself does not wait for it. Confined to the event loop.
 */
final class ArcHandover {

  private record Notice(RingMember notifier, Exchange exchange) {}

  /** More than join between two members at one time; who comes on top of them asks again. */
  private static final int MAX_NOTICES = 32;

  /**
   * After so many claims in a row without an answer the arc is taken all the same. Whoever is not
   * the predecessor yet is told so; but members that wait for each other in a circle, since all
   * that owned anything have died, would wait for ever.
   */
  private static final int MAX_UNANSWERED = 20;

  private static final HandedOver NOTHING_KNOWN = new HandedOver(null, null);

  private final List<Notice> notices = new ArrayList<>();
  private boolean complete;

  /** What was handed over last, while somebody else has to become the predecessor first. */
  private @Nullable HandedOver granted;

  private int unanswered;

  /**
   * Up to whom the keys are another's; this position has those behind it, also those up to a
   * predecessor that has not claimed them yet. Itself when it has all; null when nobody is known.
   */
  private @Nullable RingMember heir;

  /** What the heir was told when it was handed its keys, which may have to be said again. */
  private HandedOver toHeir = NOTHING_KNOWN;

  /** Says whether the arc of this position is its own. */
  boolean isComplete() {
    return complete;
  }

  /** Takes the arc for its own, the whole circle, since nobody else is there. */
  void alone(RingMember self) {
    complete = true;
    heir = self;
    toHeir = NOTHING_KNOWN;
  }

  /**
   * Takes the answer to a claim. The arc is complete afterwards if it was handed over, unless
   * somebody who has been handed a part of it before has to become the predecessor first.
   *
   * @param answer null when there was none in time
   * @return who has to become the predecessor; null when nobody has
   */
  @Nullable RingMember answered(RingState state, @Nullable NotifyAnswer answer) {
    unanswered = answer == null ? unanswered + 1 : 0;
    if (answer instanceof HandedOver handed) {
      return handedOver(state, handed);
    }
    if (unanswered >= MAX_UNANSWERED) {
      complete(state, state.predecessor(), NOTHING_KNOWN);
    }
    return null;
  }

  private @Nullable RingMember handedOver(RingState state, HandedOver handed) {
    granted = handed;
    RingMember before = handed.before();
    RingMember known = state.predecessor();
    if (before != null
        && known != null
        && Identifier.between(known.id(), before.id(), state.self().id())) {
      return before;
    }
    complete(state, before == null ? known : before, new HandedOver(handed.beforeThat(), null));
    return null;
  }

  private void complete(RingState state, @Nullable RingMember before, HandedOver toBefore) {
    complete = true;
    heir = before;
    toHeir = toBefore;
    answerAll(state);
  }

  /**
   * Remembers a notification. It is answered once it has been weighed, and the predecessor's once
   * there is something to hand over: so a row of members that join side by side is served as fast
   * as messages travel.
   */
  void noticed(RingMember notifier, Exchange exchange) {
    if (notices.size() >= MAX_NOTICES) {
      notices.removeIf(notice -> notice.exchange().context().isCancelled());
    }
    if (notices.size() < MAX_NOTICES) {
      notices.add(new Notice(notifier, exchange));
    } else {
      exchange.reply(new Alive());
    }
  }

  /** Follows this position's own predecessor, and answers those who notified when it is settled. */
  void stepped(RingState now) {
    if (granted != null && !complete && now.member()) {
      handedOver(now, granted);
    }
    RingMember predecessor = now.predecessor();
    if (heir != null
        && predecessor != null
        && !predecessor.equals(heir)
        && !Identifier.between(heir.id(), predecessor.id(), now.self().id())) {
      // Those between have gone, and left their keys to who claims them.
      heir = predecessor;
      toHeir = NOTHING_KNOWN;
    }
    answerAll(now);
  }

  /** Answers all who still wait, as one that is no member any more. */
  void close() {
    notices.forEach(notice -> notice.exchange().reply(new NotMember()));
    notices.clear();
  }

  private void answerAll(RingState now) {
    if (now.isIdle() && !notices.isEmpty()) {
      List<Notice> weighed = List.copyOf(notices);
      notices.clear();
      for (Notice notice : weighed) {
        boolean waits = !complete && now.member() && notice.notifier().equals(now.predecessor());
        if (waits) {
          notices.add(notice);
        } else {
          notice.exchange().reply(answer(notice.notifier(), now));
        }
      }
    }
  }

  private NotifyAnswer answer(RingMember notifier, RingState now) {
    if (!now.member()) {
      return new NotMember();
    }
    if (!notifier.equals(now.predecessor())) {
      return new Alive();
    }
    if (!notifier.equals(heir)) {
      toHeir = new HandedOver(heir, toHeir.before());
      heir = notifier;
    }
    return toHeir;
  }
}
