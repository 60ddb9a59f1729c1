// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Arc;
import io.dftp.net.Message;
import io.dftp.runtime.Bytes;
import io.dftp.store.Promises.Segment;
import java.util.List;

/** What hosts say to each other about the ownership of arcs. */
sealed interface ArcMessage extends Message {

  /** The most promises, births or maps that one message names. */
  int MAX_NAMED = 1024;

  /** The most promises of newer terms beside which a lease is given. */
  int MAX_NEWER = 4;

  /** Promise me this term for the arc; and these rings were born, as far as I know. */
  record ArcAsk(Arc arc, Promise promise, List<Long> births) implements ArcMessage {
    /** Keeps an immutable copy. */
    public ArcAsk {
      births = ImmutableList.copyOf(births);
    }
  }

  /**
   * Answers {@link ArcAsk}: promised, durably, and no owner before can read any more.
   *
   * @param body what was promised for keys of the arc until then; a long one travels beside the
   *     message
   * @param copies whether a copy of any map of the arc is here
   * @param births the rings that this host knows to have been born
   * @param disk the disk on which it was promised
   */
  record ArcPromised(Bytes body, boolean copies, List<Long> births, long disk)
      implements ArcMessage {
    /** Keeps an immutable copy. */
    public ArcPromised {
      births = ImmutableList.copyOf(births);
    }
  }

  /** Have you promised or do you hold anything for the arc? */
  record ArcLook(Arc arc) implements ArcMessage {}

  /** Answers {@link ArcLook}. */
  record ArcLooked(boolean concerned) implements ArcMessage {}

  /** From the owner to a holder: promise no newer term for as long as a lease lasts. */
  record ArcLease(Arc arc, Term term) implements ArcMessage {}

  /**
   * Answers {@link ArcLease}: granted but for the keys of these promises.
   *
   * @param newer promises of newer terms for keys of the arc, at most {@link #MAX_NEWER}
   */
  record ArcLeased(List<Segment> newer) implements ArcMessage {
    /** Keeps an immutable copy. */
    public ArcLeased {
      newer = ImmutableList.copyOf(newer);
    }
  }

  /** From a former owner: its leases need not be waited for any more. */
  record ArcReturn(Term term) implements ArcMessage {}

  /** Do you own any keys of the arc? */
  record ArcOwner(Arc arc) implements ArcMessage {}

  /** Answers {@link ArcOwner}. */
  record ArcOwned(boolean owns) implements ArcMessage {}

  /** Every holder has every map of the arc: the promise names its holders alone from now on. */
  record ArcSettled(Arc arc, Promise promise) implements ArcMessage {}

  /** Which maps of the arc are on your disk, after that one? */
  record ArcMaps(Arc arc, List<ObjectId> after) implements ArcMessage {
    /** Keeps an immutable copy. */
    public ArcMaps {
      after = ImmutableList.copyOf(after);
    }
  }

  /** Answers {@link ArcMaps}; none when there are no more. */
  record ArcMapList(List<ObjectId> maps) implements ArcMessage {
    /** Keeps an immutable copy. */
    public ArcMapList {
      maps = ImmutableList.copyOf(maps);
    }
  }

  /** Can you hold maps? */
  record HolderAsk() implements ArcMessage {}

  /** Answers {@link HolderAsk}, after a write to the disk. */
  record HolderFit(boolean fit, long disk) implements ArcMessage {}

  /** Own the arc in my stead for a while, because I cannot hold maps; or no more. */
  record ArcDeputy(Arc arc, boolean wanted) implements ArcMessage {}

  /** Answers {@link ArcDeputy}. */
  record ArcDeputyTaken() implements ArcMessage {}
}
