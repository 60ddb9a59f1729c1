// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers values in the order in which they are first seen, equal ones alike: so a {@link World}
 * packs whatever has {@code equals} and {@code hashCode}. Not thread-safe.
 *
 * @param <T> of the values, which must not change
 */
public final class Interned<T> {

  private final Map<T, Integer> numbers = new LinkedHashMap<>();
  private final List<T> values = new ArrayList<>();

  /** Creates one that has seen nothing. */
  public Interned() {}

  /** Returns the number of the value, 0 or more. */
  public int numberOf(T value) {
    Integer known = numbers.putIfAbsent(value, values.size());
    if (known != null) {
      return known;
    }
    values.add(value);
    return values.size() - 1;
  }

  /** Returns the value of the number, which must have been given. */
  public T value(int number) {
    return values.get(number);
  }
}
