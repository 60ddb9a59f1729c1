// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Identifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members that follow one member, the nearest first.
 *
 * <p>Zave's lists have exactly {@code capacity} entries; a dropped head is made up for by a pad
 * that has an id and no address, counts as dead, and skips nobody. Pads stand only at the tail and
 * carry nothing that anyone may use, so this list leaves them out: it is Zave's list without its
 * pads. Two things follow. An entry of a departed member is never copied to fill a hole, so the
 * departed do not come back; and a ring of fewer than {@code capacity + 1} members needs no special
 * form: there the list names all others, and it is empty for a member that is alone.
 *
 * <p>An entry that does not lie strictly between the one before it and the owner ends the list.
 * That cuts it before the owner and before a repeated entry, which is where a small ring closes; in
 * a ring within the proven assumptions it cuts nothing.
 *
 * @param owner whose list it is
 * @param capacity the most entries, Zave's {@code r}
 * @param entries in the order of the circle
 */
public record SuccessorList(RingMember owner, int capacity, List<RingMember> entries) {

  /** Keeps an immutable copy and checks the length. */
  public SuccessorList {
    checkArgument(capacity >= 1, "capacity must be at least 1, not %s", capacity);
    entries = ImmutableList.copyOf(entries);
    checkArgument(entries.size() <= capacity, "%s entries, not %s", capacity, entries.size());
  }

  /** Returns the list of a member that is alone. */
  public static SuccessorList empty(RingMember owner, int capacity) {
    return new SuccessorList(owner, capacity, List.of());
  }

  /** Returns the list that begins with a member that just answered, and goes on with its list. */
  public SuccessorList learnedFrom(RingMember first, List<RingMember> its) {
    return copyOf(ImmutableList.<RingMember>builder().add(first).addAll(its).build());
  }

  /** Returns the list of the same owner with these entries, cut where they cease to be in order. */
  public SuccessorList copyOf(List<RingMember> others) {
    ImmutableList.Builder<RingMember> kept = ImmutableList.builder();
    Identifier last = owner.id();
    int size = 0;
    for (RingMember other : others) {
      if (size == capacity || !Identifier.between(last, other.id(), owner.id())) {
        break;
      }
      kept.add(other);
      last = other.id();
      size++;
    }
    return new SuccessorList(owner, capacity, kept.build());
  }

  /** Returns the list without that member. */
  public SuccessorList without(RingMember gone) {
    return new SuccessorList(
        owner, capacity, entries.stream().filter(entry -> !entry.equals(gone)).toList());
  }

  /** Returns the nearest, empty when the owner is alone. */
  public Optional<RingMember> first() {
    return Optional.ofNullable(head());
  }

  /** Returns the nearest, or null. */
  @Nullable RingMember head() {
    return entries.isEmpty() ? null : entries.get(0);
  }

  /** Says whether the owner and its entries are all different (Zave's NoDuplicates). */
  public boolean hasNoDuplicates() {
    List<Identifier> all = extended();
    return all.stream().distinct().count() == all.size();
  }

  /**
   * Says whether of any three of the owner and its entries the second lies between the others
   * (Zave's OrderedSuccessorLists).
   */
  public boolean isOrdered() {
    List<Identifier> all = extended();
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        for (int k = j + 1; k < all.size(); k++) {
          if (!Identifier.between(all.get(i), all.get(j), all.get(k))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private List<Identifier> extended() {
    ImmutableList.Builder<Identifier> all = ImmutableList.builder();
    all.add(owner.id());
    entries.forEach(entry -> all.add(entry.id()));
    return all.build();
  }
}
