// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the members of a {@link RingShape} are called in messages. */
@FunctionalInterface
interface PlaceNames {

  String of(int place);

  /** Returns a member and its list. */
  default String list(RingShape ring, int place) {
    return of(place) + " " + list(ring.list(place));
  }

  /** Returns a list. */
  default String list(int[] places) {
    return Arrays.stream(places).mapToObj(this::of).collect(Collectors.joining(", ", "[", "]"));
  }
}
