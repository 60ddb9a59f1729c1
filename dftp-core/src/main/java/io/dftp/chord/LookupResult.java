// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Arc;
import java.util.List;

/**
 * The member that owned a key when it answered, and what it then knew.
 *
 * @param owner the member whose arc holds the key
 * @param predecessor the member before it; the owner itself when it is alone
 * @param successors the members after it, the nearest first
 * @param cost what it took to find it
 */
public record LookupResult(
    RingMember owner, RingMember predecessor, List<RingMember> successors, LookupCost cost) {

  /** Keeps an immutable copy. */
  public LookupResult {
    successors = ImmutableList.copyOf(successors);
  }

  /** Returns the keys that the owner answered for. */
  public Arc arc() {
    return new Arc(predecessor.id(), owner.id());
  }
}
