// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import io.dftp.runtime.CallContext;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The requests being served, and the latest short answers, so that a request sent again is not run
 * again. Confined to the event loop.
 */
final class ServedRequests {

  /** Who asked, and the number it gave the request. */
  record Key(NodeAddress from, long requestId) {}

  /** What was answered, and until when it may be asked for again. */
  private record Answer(Parcel parcel, long untilNanos) {}

  /** For how long after its deadline a request may still be on its way. */
  private static final long STRAGGLING_NANOS = Duration.ofSeconds(10).toNanos();

  /** How many answers are remembered; beyond it the oldest is forgotten. */
  private static final int REMEMBERED_ANSWERS = 512;

  /** The longest answer that is remembered; reads may be run again. */
  private static final int REMEMBERED_BYTES = 4096;

  private final Map<Key, CallContext> open = new LinkedHashMap<>();
  private final Map<Key, CompletableFuture<Void>> sending = new LinkedHashMap<>();
  private final Map<Key, Answer> answers = new LinkedHashMap<>();

  int openCount() {
    return open.size();
  }

  /** Says whether the request is being served, or its answer is on its way as a blob. */
  boolean isBusyWith(Key key) {
    return open.containsKey(key) || sending.containsKey(key);
  }

  @Nullable Parcel answerTo(Key key) {
    Answer answer = answers.get(key);
    return answer == null ? null : answer.parcel;
  }

  void begin(Key key, CallContext context) {
    open.put(key, context);
  }

  /** Ends the request; says false when it had ended before. */
  boolean end(Key key, @Nullable Parcel answer, long nowNanos) {
    CallContext context = open.remove(key);
    if (context == null) {
      return false;
    }
    long untilNanos = nowNanos + context.remaining().toNanos() + STRAGGLING_NANOS;
    context.close();
    if (answer != null && answer.size() <= REMEMBERED_BYTES) {
      forgetOld(nowNanos);
      answers.put(key, new Answer(answer, untilNanos));
    }
    return true;
  }

  /** Makes room for one more answer; many hosts in one process share their memory. */
  private void forgetOld(long nowNanos) {
    Iterator<Answer> eldest = answers.values().iterator();
    while (eldest.hasNext()) {
      boolean isOld = eldest.next().untilNanos - nowNanos < 0;
      if (!isOld && answers.size() < REMEMBERED_ANSWERS) {
        return;
      }
      eldest.remove();
    }
  }

  /** Takes note of an answer with a blob, so that it is neither made twice nor sent in vain. */
  void sending(Key key, CompletableFuture<Void> transfer) {
    sending.put(key, transfer);
    transfer.whenComplete((done, failure) -> sending.remove(key));
  }

  void cancel(Key key) {
    CallContext context = open.get(key);
    if (context != null) {
      context.cancel();
    }
    CompletableFuture<Void> transfer = sending.get(key);
    if (transfer != null) {
      transfer.cancel(false);
    }
  }
}
