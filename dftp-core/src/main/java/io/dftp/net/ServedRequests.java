// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import io.dftp.runtime.CallContext;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
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

  boolean isOpen(Key key) {
    return open.containsKey(key);
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

  void cancel(Key key) {
    CallContext context = open.get(key);
    if (context != null) {
      context.cancel();
    }
  }
}
