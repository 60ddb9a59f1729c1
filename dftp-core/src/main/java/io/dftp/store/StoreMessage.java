// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.net.Message;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import java.util.List;

/**
 * What stores say to each other. A {@code body} holds the encoded rest of a message when it is
 * short; a long one travels beside the message as its blob, and then {@code body} is empty.
 */
sealed interface StoreMessage extends Message {

  /** The most maps or blobs that one message asks about. */
  int MAX_ASKED = 512;

  /** To the primary: the rows of a name. */
  record MapGet(ObjectId map, String name) implements StoreMessage {}

  /** To the primary: the rows of names after one that begin with a prefix. */
  record MapScan(ObjectId map, String prefix, String after, int limit) implements StoreMessage {}

  /** Answers both reads. */
  record MapRows(Bytes body) implements StoreMessage {}

  /** To the primary: a change, by the number under which it may be sent again. */
  record MapMutate(ObjectId map, ObjectId id, Bytes body) implements StoreMessage {}

  /** Answers {@link MapMutate}. */
  record MapOutcome(Bytes body) implements StoreMessage {}

  /**
   * From the primary to a holder. An empty change asks whether the holder has what stands in {@code
   * to}.
   *
   * @param from how the primary's copy stood before the change
   * @param to how it stands after it
   */
  record MapDelta(ObjectId map, MapSummary from, MapSummary to, Bytes body)
      implements StoreMessage {}

  /** Answers {@link MapDelta}: durable here, or the whole state is needed first. */
  record MapDeltaTaken(boolean durable) implements StoreMessage {}

  /** How do these maps stand at your disk? */
  record MapCompare(List<ObjectId> maps) implements StoreMessage {
    /** Keeps an immutable copy. */
    public MapCompare {
      maps = ImmutableList.copyOf(maps);
    }
  }

  /** Answers {@link MapCompare}, in its order. */
  record MapSummaries(List<MapSummary> summaries) implements StoreMessage {
    /** Keeps an immutable copy. */
    public MapSummaries {
      summaries = ImmutableList.copyOf(summaries);
    }
  }

  /** Send me your whole copy of the map. */
  record MapSend(ObjectId map) implements StoreMessage {}

  /** Answers {@link MapSend} after the other has joined the copy. */
  record MapSent() implements StoreMessage {}

  /** A page of a whole copy, as the blob beside it; joined when the last page has come. */
  record MapPage(ObjectId map, long transfer, int page, int pages) implements StoreMessage {}

  /** Answers {@link MapPage}; after the last page with the joined and durable copy's summary. */
  record MapPageTaken(MapSummary joined) implements StoreMessage {}

  /** Store the blob beside it. */
  record BlobPut(BlobId id, Bytes sha256) implements StoreMessage {}

  /** Answers {@link BlobPut}: durable. */
  record BlobStored() implements StoreMessage {}

  /** Give me the blob. */
  record BlobGet(BlobId id) implements StoreMessage {}

  /** Answers {@link BlobGet}, the bytes beside it when found. */
  record BlobContent(boolean found, Bytes sha256) implements StoreMessage {}

  /**
   * Which of these blobs lie on your disk?
   *
   * @param confirm asks to count only those whose bytes were read and verified and for which the
   *     host is by its own view a holder
   */
  record BlobPresence(List<BlobId> ids, boolean confirm) implements StoreMessage {
    /** Keeps an immutable copy. */
    public BlobPresence {
      ids = ImmutableList.copyOf(ids);
    }
  }

  /** Answers {@link BlobPresence}, in its order. */
  record BlobsPresent(List<Boolean> present) implements StoreMessage {
    /** Keeps an immutable copy. */
    public BlobsPresent {
      present = ImmutableList.copyOf(present);
    }
  }

  /** Send the blob to that host. */
  record BlobSend(BlobId id, NodeAddress to) implements StoreMessage {}

  /** Answers {@link BlobSend}: durable there. */
  record BlobSent() implements StoreMessage {}
}
