// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import io.dftp.runtime.CallContext;
import java.nio.ByteBuffer;
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

  /** How many answers are remembered; beyond it the oldest is forgotten. */
  private static final int REMEMBERED_ANSWERS = 512;

  /** The longest answer that is remembered; reads may be run again. */
  private static final int REMEMBERED_BYTES = 4096;

  private final Map<Key, CallContext> open = new LinkedHashMap<>();
  private final Map<Key, CompletableFuture<Void>> sending = new LinkedHashMap<>();
  private final Map<Key, ByteBuffer> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ByteBuffer> eldest) {
          return size() > REMEMBERED_ANSWERS;
        }
      };

  int openCount() {
    return open.size();
  }

  /** Says whether the request is being served, or its answer is on its way as a blob. */
  boolean isBusyWith(Key key) {
    return open.containsKey(key) || sending.containsKey(key);
  }

  @Nullable ByteBuffer answerTo(Key key) {
    return answers.get(key);
  }

  void begin(Key key, CallContext context) {
    open.put(key, context);
  }

  /** Ends the request; says false when it had ended before. */
  boolean end(Key key, @Nullable ByteBuffer answer) {
    CallContext context = open.remove(key);
    if (context == null) {
      return false;
    }
    context.close();
    if (answer != null && answer.remaining() <= REMEMBERED_BYTES) {
      answers.put(key, answer);
    }
    return true;
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
