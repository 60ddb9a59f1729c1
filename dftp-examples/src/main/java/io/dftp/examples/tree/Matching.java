// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Finds for each of some things another one that explains it, no two by the same. If all of one
 * side can be explained, and all of the other, then both at once (Mendelsohn and Dulmage).
 */
final class Matching {

  private Matching() {}

  /** Returns those of the left that nothing on the right is left for. */
  static <A, B> List<A> unmatched(List<A> left, List<B> right, BiPredicate<A, B> fits) {
    Map<Integer, Integer> taken = new HashMap<>();
    List<A> alone = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      if (!augment(i, left, right, fits, taken, new HashSet<>())) {
        alone.add(left.get(i));
      }
    }
    return alone;
  }

  private static <A, B> boolean augment(
      int at,
      List<A> left,
      List<B> right,
      BiPredicate<A, B> fits,
      Map<Integer, Integer> taken,
      Set<Integer> tried) {
    for (int j = 0; j < right.size(); j++) {
      if (!tried.contains(j) && fits.test(left.get(at), right.get(j))) {
        tried.add(j);
        Integer holder = taken.get(j);
        if (holder == null || augment(holder, left, right, fits, taken, tried)) {
          taken.put(j, at);
          return true;
        }
      }
    }
    return false;
  }
}
