// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ObjectStore;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Condition;
import io.dftp.store.Mutation.Put;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What became of moves, in rows of the directories that they enter. A name arrives by the same
 * change that writes so, and a move is called off by a row in the same place: whichever comes first
 * decides, whoever is slow. Confined to the event loop.
 */
final class MoveVerdicts {

  private static final String PREFIX = "move/";
  private static final Bytes ARRIVED = Bytes.utf8("arrived");
  private static final Bytes CALLED_OFF = Bytes.utf8("called off");

  private final ObjectStore store;

  MoveVerdicts(ObjectStore store) {
    this.store = store;
  }

  /** Returns the condition that the move may still arrive. */
  static Condition undecided(ObjectId move) {
    return new Condition.Absent(PREFIX + move);
  }

  /** Returns what is to be written with the name that arrives. */
  static Put arrived(ObjectId move) {
    return new Put(PREFIX + move, ARRIVED);
  }

  /** Says whether the move has arrived; if not, it never will. */
  CompletableFuture<Boolean> decide(ObjectId to, ObjectId move, CallContext context) {
    Put callOff = new Put(PREFIX + move, CALLED_OFF);
    return store
        .mutate(to, new Mutation(List.of(undecided(move)), List.of(callOff), List.of()), context)
        .thenApply(
            result ->
                result instanceof MutationResult.Refused refused
                    && refused.current().stream()
                        .anyMatch(verdict -> verdict.value().equals(ARRIVED)));
  }

  /**
   * Removes the row of a move that has arrived and left nothing behind; nobody will ask any more. A
   * move that was called off keeps its row, because its name may be on its way yet.
   */
  CompletableFuture<Void> forget(ObjectId to, ObjectId move, CallContext context) {
    return store
        .get(to, PREFIX + move, context)
        .thenCompose(
            rows ->
                store.mutate(
                    to,
                    new Mutation(List.of(), List.of(), rows.stream().map(Row::dot).toList()),
                    context))
        .thenApply(done -> null);
  }
}
