// SPDX-License-Identifier: Apache-2.0
package io.dftp.id;

/**
 * The half-open stretch {@code (from, to]} of the circle, walking up: the keys that the member
 * {@code to} owns when {@code from} is its predecessor. With {@code from} equal to {@code to} it is
 * the whole circle.
 *
 * @param from the excluded beginning
 * @param to the included end
 */
public record Arc(Identifier from, Identifier to) {

  /** Returns the whole circle, as the only member of a ring owns it. */
  public static Arc whole(Identifier member) {
    return new Arc(member, member);
  }

  /** Says whether the key lies on this arc. */
  public boolean contains(Identifier key) {
    return key.equals(to) || Identifier.between(from, key, to);
  }

  /** Says whether this arc is the whole circle. */
  public boolean isWhole() {
    return from.equals(to);
  }

  @Override
  public String toString() {
    return "(" + from + ", " + to + "]";
  }
}
