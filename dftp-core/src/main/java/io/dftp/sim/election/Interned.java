// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers values in the order in which they are first seen, equal ones alike. */
final class Interned<T> {

  private final Map<T, Integer> numbers = new LinkedHashMap<>();
  private final List<T> values = new ArrayList<>();

  int numberOf(T value) {
    Integer known = numbers.putIfAbsent(value, values.size());
    if (known != null) {
      return known;
    }
    values.add(value);
    return values.size() - 1;
  }

  T value(int number) {
    return values.get(number);
  }
}
