// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.hash.Hashing;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The set of all dots that a copy of a map has ever seen: for each writer a number up to which all
 * were seen, and beside it the dots behind a gap. Immutable.
 *
 * <p>Entries are never pruned, and a context outlives the last row of its map: a dot that is
 * forgotten would make its removed row new again.
 */
final class CausalContext {

  static final CausalContext EMPTY = new CausalContext(new TreeMap<>(), new TreeSet<>());

  /**
   * The most entries that are read; so many fit into the head of a map. An owner takes no operation
   * of a further writer long before, so that the contexts of three sides of a cut can be joined,
   * and what is written can always be read.
   */
  static final int MAX_ENTRIES = 62_000;

  private final NavigableMap<Long, Long> seenUpTo;
  private final NavigableSet<Dot> cloud;
  private @Nullable Bytes hash;

  private CausalContext(NavigableMap<Long, Long> seenUpTo, NavigableSet<Dot> cloud) {
    this.seenUpTo = seenUpTo;
    this.cloud = cloud;
  }

  boolean isEmpty() {
    return seenUpTo.isEmpty() && cloud.isEmpty();
  }

  boolean contains(Dot dot) {
    return dot.counter() <= upTo(dot.writer()) || cloud.contains(dot);
  }

  /** Says whether this one has every dot of the other. */
  boolean covers(CausalContext other) {
    for (Map.Entry<Long, Long> entry : other.seenUpTo.entrySet()) {
      for (long n = upTo(entry.getKey()) + 1; n <= entry.getValue(); n++) {
        if (!cloud.contains(new Dot(entry.getKey(), n))) {
          return false;
        }
      }
    }
    return other.cloud.stream().allMatch(this::contains);
  }

  CausalContext plus(Collection<Dot> dots) {
    TreeMap<Long, Long> vector = new TreeMap<>(seenUpTo);
    TreeSet<Dot> behindGaps = new TreeSet<>(cloud);
    behindGaps.addAll(dots);
    return compact(vector, behindGaps);
  }

  CausalContext union(CausalContext other) {
    TreeMap<Long, Long> vector = new TreeMap<>(seenUpTo);
    other.seenUpTo.forEach((writer, upTo) -> vector.merge(writer, upTo, Math::max));
    TreeSet<Dot> behindGaps = new TreeSet<>(cloud);
    behindGaps.addAll(other.cloud);
    return compact(vector, behindGaps);
  }

  /** Returns the highest counter of the writer's dots; 0 when there is none. */
  long highest(long writer) {
    long highest = upTo(writer);
    for (Dot dot : cloud) {
      highest = dot.writer() == writer ? Math.max(highest, dot.counter()) : highest;
    }
    return highest;
  }

  /**
   * Says whether some dots were seen before those that precede them. Normal while their gateway has
   * not decided those yet.
   */
  boolean hasGaps() {
    return !cloud.isEmpty();
  }

  int entries() {
    return seenUpTo.size() + cloud.size();
  }

  /** Returns 128 bits that stand for the whole set. */
  Bytes hash() {
    Bytes known = hash;
    if (known == null) {
      WireWriter writer = new WireWriter(Integer.MAX_VALUE);
      write(writer);
      byte[] full = Hashing.sha256().hashBytes(writer.toBytes()).asBytes();
      known = Bytes.wrap(Arrays.copyOf(full, MapSummary.HASH_BYTES));
      hash = known;
    }
    return known;
  }

  void write(WireWriter into) {
    into.i32(seenUpTo.size());
    seenUpTo.forEach((writer, upTo) -> into.i64(writer).i64(upTo));
    into.i32(cloud.size());
    cloud.forEach(dot -> dot.write(into));
  }

  static CausalContext read(WireReader from) throws WireFormatException {
    TreeMap<Long, Long> vector = new TreeMap<>();
    int entries = count(from);
    for (int i = 0; i < entries; i++) {
      long writer = from.i64();
      long upTo = from.i64();
      checkArgument(upTo >= 1, "a context that ends at %s", upTo);
      vector.put(writer, upTo);
    }
    List<Dot> dots = new ArrayList<>();
    int behindGaps = count(from);
    for (int i = 0; i < behindGaps; i++) {
      dots.add(Dot.read(from));
    }
    return compact(vector, new TreeSet<>(dots));
  }

  private static int count(WireReader from) throws WireFormatException {
    int count = from.i32();
    if (count < 0 || count > MAX_ENTRIES) {
      throw new WireFormatException("a context of " + count + " entries");
    }
    return count;
  }

  /** The cloud is ordered by counter, so that one walk moves over all that has become seamless. */
  private static CausalContext compact(NavigableMap<Long, Long> vector, NavigableSet<Dot> cloud) {
    cloud.removeIf(
        dot -> {
          long upTo = vector.getOrDefault(dot.writer(), 0L);
          if (dot.counter() == upTo + 1) {
            vector.put(dot.writer(), dot.counter());
          }
          return dot.counter() <= upTo + 1;
        });
    return new CausalContext(vector, cloud);
  }

  private long upTo(long writer) {
    return seenUpTo.getOrDefault(writer, 0L);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CausalContext that
        && seenUpTo.equals(that.seenUpTo)
        && cloud.equals(that.cloud);
  }

  @Override
  public int hashCode() {
    return seenUpTo.hashCode() * 31 + cloud.hashCode();
  }

  @Override
  public String toString() {
    return seenUpTo + (cloud.isEmpty() ? "" : "+" + cloud);
  }
}
