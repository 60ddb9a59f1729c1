// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import io.dftp.ftp.content.Link;
import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.content.Opening;
import io.dftp.ftp.reclaim.ContentUse.Place;
import io.dftp.ftp.reclaim.ContentUse.Use;
import io.dftp.runtime.CallContext;
import io.dftp.store.NameStanding;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;

/**
 * Finds out who uses a content: reads its links, and asks each place that they name. What cannot be
 * read for certain fails, and is no evidence. Confined to the event loop.
 */
final class ContentJudge {

  /** Links that are looked at in one go; of one with more, the others wait for the next time. */
  private static final int MOST_LINKS = 200;

  private final ObjectStore store;
  private final BiPredicate<Row, ObjectId> names;

  /**
   * Creates it.
   *
   * @param names says whether a row of a directory names a content
   */
  ContentJudge(ObjectStore store, BiPredicate<Row, ObjectId> names) {
    this.store = store;
    this.names = names;
  }

  CompletableFuture<ContentUse> use(ObjectId content, CallContext context) {
    return store
        .hasEnded(content, context)
        .thenCompose(
            ended ->
                ended
                    ? CompletableFuture.completedFuture(
                        new ContentUse(true, OptionalLong.empty(), List.of()))
                    : store
                        .standing(content, Opening.ROW, List.of(), context)
                        .thenCompose(opening -> use(content, opening, context)));
  }

  private CompletableFuture<ContentUse> use(
      ObjectId content, NameStanding opening, CallContext context) {
    OptionalLong writer =
        opening.rows().size() == 1
            ? Opening.processOf(opening.rows().get(0).value())
            : OptionalLong.empty();
    return writer.isEmpty()
        ? CompletableFuture.completedFuture(new ContentUse(false, writer, List.of()))
        : store
            .scan(content, Link.PREFIX, "", MOST_LINKS, context)
            .thenCompose(rows -> places(content, rows, new ArrayList<>(), context))
            .thenApply(places -> new ContentUse(false, writer, places));
  }

  private CompletableFuture<List<Place>> places(
      ObjectId content, List<Row> links, List<Place> found, CallContext context) {
    if (found.size() == links.size()) {
      return CompletableFuture.completedFuture(found);
    }
    Row row = links.get(found.size());
    Link link = Link.decode(row.value());
    return store
        .standing(link.directory(), link.rowName(), List.of(link.dot()), context)
        .thenCompose(
            standing -> {
              found.add(new Place(row.dot(), use(standing, content)));
              return places(content, links, found, context);
            });
  }

  private Use use(NameStanding standing, ObjectId content) {
    if (standing.rows().stream().anyMatch(row -> names.test(row, content))) {
      return Use.NAMED;
    }
    return standing.undecided().isEmpty() ? Use.PAST : Use.UNDECIDED;
  }
}
