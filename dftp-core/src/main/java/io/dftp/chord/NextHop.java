// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Where a position would look for the owner of a key.
 *
 * @param presumed the first members at or after the key, nearest first, where it knows two members
 *     around the key that follow each other; empty where it does not
 * @param nearer members that it knows before the key, nearer than itself, the one to ask first
 *     first
 */
record NextHop(List<RingMember> presumed, List<RingMember> nearer) {

  /** No way to go on, and none needed. */
  static final NextHop NONE = new NextHop(List.of(), List.of());

  NextHop {
    presumed = ImmutableList.copyOf(presumed);
    nearer = ImmutableList.copyOf(nearer);
  }
}
