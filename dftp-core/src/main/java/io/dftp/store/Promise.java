// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a host has promised the owner of an arc: to take changes under no older term. It names whom
 * a later owner has to ask (the trail): the holders, and while the takeover is under way all who
 * were asked.
 *
 * @param term the newest that was promised
 * @param opened whether its owner is known to have served. What is not known to have been opened is
 *     no sign that its trail was followed to the end
 * @param holders the owner and those who keep the maps with it; fixed for a term. A map is served
 *     under the term only after each of them has it, durable and stamped with the term
 * @param asked further hosts whom the owner asked; none once every holder has every map
 * @param earlier terms promised before under which maps may have been served, the newest first;
 *     none once every holder has every map
 */
record Promise(
    Term term,
    boolean opened,
    List<Holder> holders,
    List<NodeAddress> asked,
    List<Earlier> earlier) {

  /** The most hosts that are named at once. */
  static final int MAX_NAMED = 512;

  /** The most earlier terms that are remembered; with more, the oldest is forgotten. */
  static final int MAX_EARLIER = 32;

  /** A term before, whether it is known to have been opened, and those who kept the maps. */
  record Earlier(Term term, boolean opened, List<Holder> holders) {
    Earlier {
      holders = ImmutableList.copyOf(holders);
    }

    private Earlier merge(Earlier same) {
      return new Earlier(term, opened || same.opened, holders);
    }

    void write(WireWriter into) {
      term.write(into);
      into.bool(opened).list(holders, Holder::write);
    }

    static Earlier read(WireReader from) throws WireFormatException {
      return new Earlier(Term.read(from), from.bool(), from.list(MAX_NAMED, Holder::read));
    }
  }

  Promise {
    holders = ImmutableList.copyOf(holders);
    asked = ImmutableList.copyOf(asked);
    earlier = ImmutableList.copyOf(earlier);
  }

  /** Returns a promise that names its holders alone, since they have every map. */
  static Promise settled(Term term, List<Holder> holders) {
    return new Promise(term, true, holders, List.of(), List.of());
  }

  /** Returns the same of a term that is known to have been opened. */
  Promise asOpened() {
    return opened ? this : new Promise(term, true, holders, asked, earlier);
  }

  /** Says whether it, or one before it, is known to have been opened. */
  boolean isGrounded() {
    return terms().stream().anyMatch(Earlier::opened);
  }

  /** Returns the newer of two that remembers the other, in whatever order they are met. */
  Promise merge(Promise other) {
    if (other.term().compareTo(term) > 0) {
      return other.merge(this);
    }
    NavigableMap<Term, Earlier> known = new TreeMap<>(Comparator.reverseOrder());
    for (Earlier each : Iterables.concat(terms(), other.terms())) {
      known.merge(each.term(), each, Earlier::merge);
    }
    Earlier newest = requireNonNull(known.remove(term));
    Set<NodeAddress> further = new LinkedHashSet<>(asked);
    further.addAll(other.named());
    holders.forEach(holder -> further.remove(holder.host()));
    return new Promise(
        term,
        newest.opened(),
        holders,
        further.stream().limit(MAX_NAMED).toList(),
        known.values().stream().limit(MAX_EARLIER).toList());
  }

  /** Returns whom a later owner has to ask. */
  Set<NodeAddress> named() {
    Set<NodeAddress> named = new LinkedHashSet<>();
    holders.forEach(holder -> named.add(holder.host()));
    named.addAll(asked);
    return named;
  }

  /** Returns all terms it knows of, the newest first. */
  List<Earlier> terms() {
    return ImmutableList.<Earlier>builder()
        .add(new Earlier(term, opened, holders))
        .addAll(earlier)
        .build();
  }

  void write(WireWriter into) {
    term.write(into);
    into.bool(opened).list(holders, Holder::write);
    into.list(asked, (host, to) -> to.address(host));
    into.list(earlier, Earlier::write);
  }

  static Promise read(WireReader from) throws WireFormatException {
    return new Promise(
        Term.read(from),
        from.bool(),
        from.list(MAX_NAMED, Holder::read),
        from.list(MAX_NAMED, WireReader::address),
        from.list(MAX_EARLIER, Earlier::read));
  }
}
