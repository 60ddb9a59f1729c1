// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.users;

import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.users.Account.State;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Condition;
import io.dftp.store.Mutation.Put;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The users of a ring: a row each in a map that is born with the ring, and one row that every
 * change of a user replaces. Who was removed keeps a row that says so, for a removal has to win
 * against what the other side of a cut has changed. Confined to the event loop.
 */
final class RingUsers {

  private static final String ROWS = "user/";
  private static final String CHANGED = "users-changed";
  private static final int PAGE = 64;
  private static final int MOST_TRIES = 8;

  /** All are in one map, which is copied as a whole. */
  private static final int MOST_USERS = 2_000;

  private final ObjectStore store;
  private final ObjectId map;

  /**
   * Creates the view of a store.
   *
   * @param map a map that is born with each ring
   */
  RingUsers(ObjectStore store, ObjectId map) {
    this.store = store;
    this.map = map;
  }

  /** What is known of a name, and the rows that say so. */
  record Known(Optional<Account> account, List<Dot> dots) {

    /** Returns another text after each change. */
    String stamp() {
      return dots.toString();
    }

    /** Returns the account if there is one that was not removed. */
    Optional<Account> existing() {
      return account.filter(each -> each.state() != State.REMOVED);
    }
  }

  /** Returns what is known of a name; fails when no host that knows can be reached. */
  CompletableFuture<Known> get(String name, CallContext context) {
    return store.get(map, ROWS + name, context).thenApply(RingUsers::known);
  }

  /** Returns a text that differs after each change of any user. */
  CompletableFuture<String> version(CallContext context) {
    return store
        .get(map, CHANGED, context)
        .thenApply(rows -> rows.stream().map(Row::dot).toList().toString());
  }

  /** Returns the users after that name in the order of their names; none at the end. */
  CompletableFuture<List<Account>> list(String after, CallContext context) {
    return store
        .scan(map, ROWS, after.isEmpty() ? "" : ROWS + after, PAGE, context)
        .thenCompose(
            rows -> {
              List<Account> page = new ArrayList<>();
              for (int i = 0, end; i < rows.size(); i = end) {
                end = i;
                while (end < rows.size() && rows.get(end).name().equals(rows.get(i).name())) {
                  end++;
                }
                known(rows.subList(i, end)).existing().ifPresent(page::add);
              }
              // Of a page of removed users only, nothing is to be told but that it is not the last.
              return rows.isEmpty() || !page.isEmpty()
                  ? CompletableFuture.completedFuture(page)
                  : list(rows.get(rows.size() - 1).name().substring(ROWS.length()), context);
            });
  }

  /** Adds a user; fails with a message for people if there is one of that name. */
  CompletableFuture<Void> add(Account account, CallContext context) {
    return count("", 0, context)
        .thenCompose(
            users -> {
              if (users >= MOST_USERS) {
                throw refused("there are " + users + " users already, and no room for more");
              }
              return change(
                  account.name(),
                  known -> {
                    if (known.existing().isPresent()) {
                      throw refused("there is a user " + account.name() + " already");
                    }
                    return account;
                  },
                  context,
                  MOST_TRIES);
            });
  }

  /** Changes a user; fails with a message for people if there is none of that name. */
  CompletableFuture<Void> change(
      String name, Function<Account, Account> change, CallContext context) {
    return change(
        name,
        known ->
            change.apply(known.existing().orElseThrow(() -> refused("there is no user " + name))),
        context,
        MOST_TRIES);
  }

  private CompletableFuture<Integer> count(String after, int before, CallContext context) {
    return list(after, context)
        .thenCompose(
            page ->
                page.isEmpty()
                    ? CompletableFuture.completedFuture(before)
                    : count(page.get(page.size() - 1).name(), before + page.size(), context));
  }

  private CompletableFuture<Void> change(
      String name, Function<Known, Account> change, CallContext context, int tries) {
    String row = ROWS + name;
    return store
        .get(map, CHANGED, context)
        .thenCompose(
            marks ->
                store
                    .get(map, row, context)
                    .thenCompose(
                        rows -> {
                          Known known = known(rows);
                          List<Dot> replaced = new ArrayList<>(known.dots());
                          marks.forEach(mark -> replaced.add(mark.dot()));
                          Mutation mutation =
                              new Mutation(
                                  List.of(unchanged(row, known.dots())),
                                  List.of(
                                      new Put(row, change.apply(known).encode()),
                                      new Put(CHANGED, Bytes.utf8(name))),
                                  replaced);
                          return store.mutate(map, mutation, context);
                        }))
        .thenCompose(
            result -> {
              if (result instanceof MutationResult.Applied) {
                return CompletableFuture.completedFuture(null);
              }
              if (tries <= 1) {
                throw refused("somebody else changes " + name + " all the time; try again");
              }
              return change(name, change, context, tries - 1);
            });
  }

  private static Condition unchanged(String row, List<Dot> dots) {
    return dots.isEmpty() ? new Condition.Absent(row) : new Condition.Exactly(row, dots);
  }

  private static Known known(List<Row> rows) {
    List<Account> siblings = new ArrayList<>();
    for (Row row : rows) {
      try {
        siblings.add(Account.decode(row.value()));
      } catch (WireFormatException newer) {
        throw new DftpException(
            Outcome.DID_NOT_HAPPEN, "a user cannot be read by this version", newer);
      }
    }
    return new Known(Account.of(siblings), rows.stream().map(Row::dot).toList());
  }

  static DftpException refused(String why) {
    return new DftpException(Outcome.DID_NOT_HAPPEN, why);
  }
}
