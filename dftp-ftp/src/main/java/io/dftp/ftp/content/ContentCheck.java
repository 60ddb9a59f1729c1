// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.runtime.CallContext;
import io.dftp.store.BlobId;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Looks whether the bytes of a content are where they should be. What cannot be read for certain
 * fails. Confined to the event loop.
 */
public final class ContentCheck {

  private static final int ROWS = 8;
  private static final int LINKS = 64;

  private final ObjectStore store;

  /** Creates it. */
  public ContentCheck(ObjectStore store) {
    this.store = store;
  }

  /**
   * How a content is.
   *
   * @param ended whether it was said that nothing names it, and its blocks are being removed
   * @param linked whether it knows that this place names it, or is of before that was written down
   * @param bytes that its lists account for
   * @param blocks in its lists
   * @param fewest on how many live hosts the block with the fewest copies is
   * @param missing the numbers of the blocks that are on no live host; the first few of them
   */
  public record Health(
      boolean ended, boolean linked, long bytes, int blocks, int fewest, List<Integer> missing) {
    static final int MOST_MISSING = 16;

    /** Keeps an immutable copy. */
    public Health {
      missing = List.copyOf(missing);
    }
  }

  /**
   * Looks at a content.
   *
   * @param directory the map of the place that names it
   * @param rowName the name of the row there
   * @param verify whether hosts read every block
   */
  public CompletableFuture<Health> check(
      ObjectId content, ObjectId directory, String rowName, boolean verify, CallContext context) {
    return store
        .hasEnded(content, context)
        .thenCompose(
            ended ->
                isLinked(content, directory, rowName, context)
                    .thenCompose(
                        linked ->
                            lists(
                                content,
                                "",
                                new Health(ended, linked, 0, 0, Integer.MAX_VALUE, List.of()),
                                verify,
                                context)));
  }

  private CompletableFuture<Boolean> isLinked(
      ObjectId content, ObjectId directory, String rowName, CallContext context) {
    return store
        .get(content, Opening.ROW, context)
        .thenCompose(
            rows ->
                rows.stream().anyMatch(row -> Opening.processOf(row.value()).isEmpty())
                    ? CompletableFuture.completedFuture(true)
                    : isLinked(content, directory, rowName, "", context));
  }

  private CompletableFuture<Boolean> isLinked(
      ObjectId content, ObjectId directory, String rowName, String after, CallContext context) {
    return store
        .scan(content, Link.PREFIX, after, LINKS, context)
        .thenCompose(
            rows -> {
              boolean found =
                  rows.stream()
                      .map(row -> Link.decode(row.value()))
                      .anyMatch(
                          link ->
                              link.directory().equals(directory) && link.rowName().equals(rowName));
              return found || rows.isEmpty()
                  ? CompletableFuture.completedFuture(found)
                  : isLinked(
                      content, directory, rowName, rows.get(rows.size() - 1).name(), context);
            });
  }

  private CompletableFuture<Health> lists(
      ObjectId content, String after, Health before, boolean verify, CallContext context) {
    return store
        .scan(content, BlockList.PREFIX, after, ROWS, context)
        .thenCompose(
            rows -> {
              if (rows.isEmpty()) {
                return CompletableFuture.completedFuture(before);
              }
              List<BlobId> ids = new ArrayList<>();
              long bytes = 0;
              for (Row row : rows) {
                for (BlockList.Block block : BlockList.decode(row.value()).blocks()) {
                  ids.add(new BlobId(content, before.blocks() + ids.size()));
                  bytes += block.length();
                }
              }
              Health listed =
                  new Health(
                      before.ended(),
                      before.linked(),
                      before.bytes() + bytes,
                      before.blocks(),
                      before.fewest(),
                      before.missing());
              return store
                  .countBlobs(ids, verify, context)
                  .thenApply(counts -> with(listed, counts))
                  .thenCompose(
                      health ->
                          lists(
                              content, rows.get(rows.size() - 1).name(), health, verify, context));
            });
  }

  private static Health with(Health before, List<Integer> counts) {
    List<Integer> missing = new ArrayList<>(before.missing());
    int fewest = before.fewest();
    for (int i = 0; i < counts.size(); i++) {
      fewest = Math.min(fewest, counts.get(i));
      if (counts.get(i) == 0 && missing.size() < Health.MOST_MISSING) {
        missing.add(before.blocks() + i);
      }
    }
    return new Health(
        before.ended(),
        before.linked(),
        before.bytes(),
        before.blocks() + counts.size(),
        fewest,
        missing);
  }
}
