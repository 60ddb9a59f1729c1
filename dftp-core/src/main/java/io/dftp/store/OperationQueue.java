// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.Deliberation.Make;
import io.dftp.store.Deliberation.Ruling;
import io.dftp.store.Deliberation.Tell;
import io.dftp.store.Deliberation.TellWithGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one map that wait at its owner, and those of the group that is on its way, on
 * which a {@link Deliberation} has decided. Confined to the event loop.
 */
final class OperationQueue {

  /** The most operations that wait for one map. */
  static final int MAX_WAITING = 4096;

  private static final int MAX_GROUP = 64;
  private static final long MAX_GROUP_BYTES = 512 * 1024;

  private final MapOwners owners;
  private final ObjectId map;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private final List<Entry> underWay = new ArrayList<>();

  /** Of the entries under way, in their order, the refusals; null for the others. */
  private final List<@Nullable TryAnswer> refusals = new ArrayList<>();

  private List<Change> group = List.of();

  /** How many of the first that wait may have been applied somewhere. */
  private int interrupted;

  OperationQueue(MapOwners owners, ObjectId map) {
    this.owners = owners;
    this.map = map;
  }

  /**
   * An operation to be tried, or to be voided.
   *
   * @param operation what to try; null to void
   * @param clean whether no other owner can have applied what is to be voided
   * @param context ends when nobody waits for the answer any more
   */
  record Entry(
      OperationId id,
      long decidedBelow,
      @Nullable Operation operation,
      boolean clean,
      CallContext context,
      CompletableFuture<TryAnswer> answer) {

    static Entry trying(Operation operation, CallContext context) {
      return new Entry(
          operation.id(),
          operation.decidedBelow(),
          operation,
          false,
          context,
          new CompletableFuture<>());
    }

    static Entry voiding(OperationId id, long decidedBelow, boolean clean, CallContext context) {
      return new Entry(id, decidedBelow, null, clean, context, new CompletableFuture<>());
    }

    Deliberation.Asked asked() {
      return new Deliberation.Asked(id, decidedBelow, operation, clean);
    }

    long bytes() {
      return operation == null ? StampedRow.OVERHEAD_BYTES : Change.bytes(operation.mutation());
    }
  }

  /** Adds an operation; says false when too many wait already. */
  boolean add(Entry entry) {
    if (waiting.size() >= MAX_WAITING || !owners.waiting().take(entry.bytes())) {
      return false;
    }
    waiting.add(entry);
    return true;
  }

  boolean isEmpty() {
    return waiting.isEmpty() && underWay.isEmpty();
  }

  /** Returns the changes that are on their way. */
  List<Change> group() {
    return group;
  }

  /** Decides on what waits, in its order, and returns the changes that follow from it. */
  List<Change> decide(OwnedMap at, MapState state, Term term, boolean complete) {
    Deliberation deliberation =
        new Deliberation(state, term, complete, owners.mayVoid(map, complete), appliedBefore());
    long bytes = 0;
    while (!waiting.isEmpty() && underWay.size() < MAX_GROUP && bytes < MAX_GROUP_BYTES) {
      Entry entry = waiting.peek();
      if (deliberation.isInGroup(entry.id())) {
        // It was repeated: it is told once this group has ended.
        break;
      }
      remove(entry);
      if (entry.context().isCancelled()) {
        fail(entry, "called off before its turn");
      } else {
        bytes += decide(entry, deliberation);
      }
    }
    if (deliberation.isBehind()) {
      at.compareAgain();
    }
    group = deliberation.group();
    return group;
  }

  /** A refusal, and the operation that waits for it. */
  record Refusal(Entry entry, TryAnswer answer) {}

  /** Takes out the refusals that were decided on without any change. */
  List<Refusal> takeRefusals() {
    List<Refusal> taken = new ArrayList<>();
    for (int i = 0; i < underWay.size(); i++) {
      taken.add(new Refusal(underWay.get(i), requireNonNull(refusals.get(i))));
    }
    underWay.clear();
    refusals.clear();
    return taken;
  }

  private long decide(Entry entry, Deliberation deliberation) {
    Ruling ruling = deliberation.on(entry.asked());
    if (ruling instanceof Tell tell) {
      entry.answer().complete(tell.answer());
      return 0;
    }
    underWay.add(entry);
    refusals.add(ruling instanceof TellWithGroup later ? later.refusal() : null);
    return ruling instanceof Make made ? made.change().bytes() : 0;
  }

  private TryAnswer.Applied appliedBefore() {
    return new TryAnswer.Applied(1 + owners.holdersOf(map), owners.env().config().replicas());
  }

  /** The group is committed. */
  void succeed(int copies) {
    List<Entry> done = List.copyOf(underWay);
    List<@Nullable TryAnswer> answers = new ArrayList<>(refusals);
    underWay.clear();
    refusals.clear();
    group = List.of();
    for (int i = 0; i < done.size(); i++) {
      TryAnswer refusal = answers.get(i);
      if (refusal != null) {
        done.get(i).answer().complete(refusal);
      } else if (done.get(i).operation() == null) {
        done.get(i).answer().complete(new TryAnswer.Voided());
      } else {
        done.get(i)
            .answer()
            .complete(new TryAnswer.Applied(copies, owners.env().config().replicas()));
      }
    }
  }

  /** The group is decided under another term: its entries ask again for what became of them. */
  void interrupt() {
    for (int i = underWay.size() - 1; i >= 0; i--) {
      Entry entry = underWay.get(i);
      owners.waiting().takeAnyway(entry.bytes());
      waiting.addFirst(entry);
    }
    interrupted += underWay.size();
    underWay.clear();
    refusals.clear();
    group = List.of();
  }

  /** Nobody here will try them: who was not tried is sent on, of the others nothing is known. */
  void turnAway(Optional<NodeAddress> newer) {
    while (!waiting.isEmpty()) {
      boolean maybe = interrupted > 0;
      Entry entry = waiting.peek();
      remove(entry);
      if (maybe) {
        fail(entry, "this host lost the map before the answer");
      } else {
        entry.answer().complete(new TryAnswer.Elsewhere(newer));
      }
    }
  }

  void failAll(Throwable failure) {
    interrupt();
    while (!waiting.isEmpty()) {
      boolean maybe = interrupted > 0;
      Entry entry = waiting.peek();
      remove(entry);
      if (maybe) {
        fail(entry, String.valueOf(failure.getMessage()));
      } else {
        entry.answer().completeExceptionally(failure);
      }
    }
  }

  private void remove(Entry entry) {
    waiting.remove();
    interrupted = Math.max(0, interrupted - 1);
    owners.waiting().release(entry.bytes());
  }

  private static void fail(Entry entry, String why) {
    entry.answer().completeExceptionally(new DftpException(Outcome.MAY_HAVE_HAPPENED, why));
  }
}
