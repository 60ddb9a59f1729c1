// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import com.google.common.collect.ImmutableList;
import io.dftp.store.Dot;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known of who uses a content. Pure.
 *
 * @param ended whether it was said before that it has ended
 * @param writer the process that writes or wrote it; empty in one of before that was written down
 * @param links the places that were to name it
 */
record ContentUse(boolean ended, OptionalLong writer, List<Place> links) {

  ContentUse {
    links = ImmutableList.copyOf(links);
  }

  /**
   * One link.
   *
   * @param row its row in the content's map
   * @param use what it leads to
   */
  record Place(Dot row, Use use) {}

  /** What a link leads to. */
  enum Use {
    /** The place names the content. */
    NAMED,
    /** It may yet come to name it: the operation under which it would is not decided. */
    UNDECIDED,
    /** It does not name it, and never will. */
    PAST
  }

  /** What is to be done. */
  enum Verdict {
    /** Nothing: it is used, or has ended already, or it is not known. */
    KEEP,
    /** It may be used; look again later. */
    WAIT,
    /** Some of its links are to be removed; it is used. */
    PRUNE,
    /** Nothing names it. */
    END
  }

  /**
   * Returns the same as far as it is certain: that a link leads to nothing counts only if it was
   * known before all hosts were heard, because only then they would have said otherwise.
   */
  ContentUse asKnownBy(ContentUse before) {
    List<Dot> known = before.past();
    return new ContentUse(
        ended,
        writer,
        links.stream()
            .map(
                link ->
                    link.use() == Use.PAST && !known.contains(link.row())
                        ? new Place(link.row(), Use.UNDECIDED)
                        : link)
            .toList());
  }

  boolean isNamed() {
    return links.stream().anyMatch(link -> link.use() == Use.NAMED);
  }

  /** Returns the rows of links that lead to nothing any more. */
  List<Dot> past() {
    return links.stream().filter(link -> link.use() == Use.PAST).map(Place::row).toList();
  }

  /**
   * Decides what is to be done, if nobody knows better.
   *
   * @param processes that run on the hosts
   */
  Verdict verdict(Set<Long> processes) {
    if (ended || writer.isEmpty()) {
      return Verdict.KEEP;
    }
    boolean named = isNamed();
    boolean undecided = links.stream().anyMatch(link -> link.use() == Use.UNDECIDED);
    if (named || undecided) {
      return !past().isEmpty() ? Verdict.PRUNE : named ? Verdict.KEEP : Verdict.WAIT;
    }
    boolean isBeingWritten = links.isEmpty() && processes.contains(writer.getAsLong());
    return isBeingWritten ? Verdict.WAIT : Verdict.END;
  }
}
