// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values and their numbers, in the order in which they were first met. */
final class Numbered<T> {

  private final Map<T, Integer> numbers = new LinkedHashMap<>();
  private final List<T> values = new ArrayList<>();

  int of(T value) {
    Integer known = numbers.get(value);
    if (known != null) {
      return known;
    }
    numbers.put(value, values.size());
    values.add(value);
    return values.size() - 1;
  }

  T get(int number) {
    return requireNonNull(values.get(number));
  }

  int size() {
    return values.size();
  }
}
