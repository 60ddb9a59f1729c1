// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.net.Message;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * What stores say to each other. A {@code body} holds the encoded rest of a message when it is
 * short; a long one travels beside the message as its blob, and then {@code body} is empty.
 */
sealed interface StoreMessage extends Message {

  /** The most maps or blobs that one message asks about. */
  int MAX_ASKED = 512;

  /** To the owner: the rows of a name. */
  record MapGet(ObjectId map, String name) implements StoreMessage {}

  /** To the owner: the rows of names after one that begin with a prefix. */
  record MapScan(ObjectId map, String prefix, String after, int limit) implements StoreMessage {}

  /** To the owner: how does this name stand, and which of these dots are decided? */
  record MapStandingOf(ObjectId map, String name, List<Dot> dots) implements StoreMessage {
    /** Keeps an immutable copy. */
    public MapStandingOf {
      dots = ImmutableList.copyOf(dots);
    }
  }

  /** Answers these reads. */
  record MapRows(Bytes body) implements StoreMessage {}

  /** Answers a read that was not served here; if an owner is named, that one is newer. */
  record MapElsewhere(Optional<NodeAddress> owner) implements StoreMessage {}

  /** Answers a read: nobody who knows the map, or all that matters of it, can be reached. */
  record MapUnknown() implements StoreMessage {}

  /** To the owner: apply the operation, or say why not. */
  record MapTry(ObjectId map, Bytes body) implements StoreMessage {}

  /**
   * To the owner: see to it that the operation is never applied.
   *
   * @param clean whether no other owner can have applied it
   */
  record MapVoid(ObjectId map, OperationId operation, long decidedBelow, boolean clean)
      implements StoreMessage {}

  /** Answers {@link MapTry} and {@link MapVoid}. */
  record MapTried(Bytes body) implements StoreMessage {}

  /**
   * From the owner to a holder: keep these changes, if your copy is where mine is; none ask only
   * for that.
   *
   * @param term under which the owner serves
   * @param complete whether the owner's copy has everything that was ever acknowledged
   * @param base how the owner's copy stands, without what is prepared
   * @param committed operations of the group before, which every holder has
   */
  record MapPrepare(
      ObjectId map,
      Term term,
      boolean complete,
      MapSummary base,
      List<OperationId> committed,
      Bytes body)
      implements StoreMessage {
    /** Keeps an immutable copy. */
    public MapPrepare {
      committed = ImmutableList.copyOf(committed);
    }
  }

  /** Answers {@link MapPrepare}: durable here; or else the whole copy is needed first. */
  record MapPrepared(boolean durable) implements StoreMessage {}

  /** Answers what an owner asks: a newer term has been promised for these keys. */
  record TermRefused(Promises.Segment newer) implements StoreMessage {}

  /** From the owner to a holder: every holder has these operations. */
  record MapCommit(ObjectId map, Term term, List<OperationId> operations) implements StoreMessage {
    /** Keeps an immutable copy. */
    public MapCommit {
      operations = ImmutableList.copyOf(operations);
    }
  }

  /** How do these maps stand at your disk? */
  record MapCompare(List<ObjectId> maps) implements StoreMessage {
    /** Keeps an immutable copy. */
    public MapCompare {
      maps = ImmutableList.copyOf(maps);
    }
  }

  /**
   * Answers {@link MapCompare}, in its order.
   *
   * @param disk on which the copies lie, or are not
   */
  record MapStandings(List<MapStanding> standings, long disk) implements StoreMessage {
    /** Keeps an immutable copy. */
    public MapStandings {
      standings = ImmutableList.copyOf(standings);
    }
  }

  /** Send me your whole copy of the map. */
  record MapSend(ObjectId map) implements StoreMessage {}

  /** Answers {@link MapSend} after the other has joined the copy. */
  record MapSent() implements StoreMessage {}

  /** A page of a whole copy, as the blob beside it; joined when the last page has come. */
  record MapPage(ObjectId map, long transfer, int page, int pages) implements StoreMessage {}

  /** Answers {@link MapPage}; after the last page with how the joined and durable copy stands. */
  record MapPageTaken(MapStanding joined) implements StoreMessage {}

  /**
   * Is your copy of the map, which you hold by your own view, as good as mine?
   *
   * @param body the context of the one who asks
   */
  record MapCovered(ObjectId map, Bytes body) implements StoreMessage {}

  /** Answers {@link MapCovered}. */
  record MapCovers(boolean covers) implements StoreMessage {}

  /** How far have you compared your copies of maps with those of others? */
  record AuditAsk() implements StoreMessage {}

  /** Answers {@link AuditAsk}. */
  record AuditTold(AuditMark mark) implements StoreMessage {}

  /** These contents have ended: remove your blobs of them, after you have made sure. */
  record ContentsEnded(List<ObjectId> contents) implements StoreMessage {
    /** Keeps an immutable copy. */
    public ContentsEnded {
      contents = ImmutableList.copyOf(contents);
    }
  }

  /** Answers {@link ContentsEnded}: heard. */
  record ContentsNoted() implements StoreMessage {}

  /** Store the blob beside it. */
  record BlobPut(BlobId id, Bytes sha256) implements StoreMessage {}

  /** Answers {@link BlobPut}: durable. */
  record BlobStored(boolean full) implements StoreMessage {}

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

  /** Answers {@link BlobPresence} and {@link BlobDamage}, in their order. */
  record BlobsPresent(List<Boolean> present) implements StoreMessage {
    /** Keeps an immutable copy. */
    public BlobsPresent {
      present = ImmutableList.copyOf(present);
    }
  }

  /** Which of these blobs has your disk set aside as damaged, and has no other copy of? */
  record BlobDamage(List<BlobId> ids) implements StoreMessage {
    /** Keeps an immutable copy. */
    public BlobDamage {
      ids = ImmutableList.copyOf(ids);
    }
  }

  /** Send the blob to that host. */
  record BlobSend(BlobId id, NodeAddress to) implements StoreMessage {}

  /** Answers {@link BlobSend}: durable there. */
  record BlobSent() implements StoreMessage {}
}
