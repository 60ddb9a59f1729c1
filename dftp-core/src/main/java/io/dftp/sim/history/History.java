// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All calls of some clients, in the order of their questions.
 *
 * @param calls each key's versions are unique: no two changes of a key add the same
 * @param settledFrom the order of the moment from which on all hosts reached each other and had
 *     compared what they hold, until the end; {@link Long#MAX_VALUE} if there was none
 */
public record History(List<Call> calls, long settledFrom) {

  /** Keeps an immutable copy. */
  public History {
    calls = ImmutableList.copyOf(calls);
  }

  /** Returns the calls of each key, keys in the order of their first calls. */
  Map<String, List<Call>> byKey() {
    Map<String, List<Call>> keys = new LinkedHashMap<>();
    for (Call call : calls) {
      keys.computeIfAbsent(call.key(), key -> new ArrayList<>()).add(call);
    }
    return keys;
  }
}
