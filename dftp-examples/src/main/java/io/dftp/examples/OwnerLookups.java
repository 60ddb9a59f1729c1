// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.chord.LookupResult;
import io.dftp.chord.RingMember;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks up many keys, a few at a time, each through the next host in turn, and compares each answer
 * with the owner that is known otherwise.
 */
final class OwnerLookups {

  /** More at a time than hosts, so that each has to serve several; few enough for two cores. */
  private static final int AT_A_TIME = 32;

  private static final int MOST_COMPLAINTS = 20;

  private final Asker asker;
  private final List<NodeAddress> contacts;
  private final Function<Identifier, RingMember> owner;
  private final Semaphore free = new Semaphore(AT_A_TIME);

  // All guarded by this.
  private final List<Long> latencies = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private int right;
  private int wrong;
  private int unanswered;

  /** Asks a ring, beginning at one of its hosts. */
  @FunctionalInterface
  interface Asker {
    CompletableFuture<LookupResult> findOwner(NodeAddress contact, Identifier key);
  }

  /**
   * What came of the lookups.
   *
   * @param right answered with the owner
   * @param wrong answered with another
   * @param unanswered not answered in time
   * @param complaints the first of the two latter, a sentence each
   * @param median time that a right one took
   * @param percentile99 that 99 of 100 right ones did not exceed
   */
  record Tally(
      int right,
      int wrong,
      int unanswered,
      List<String> complaints,
      Duration median,
      Duration percentile99) {}

  OwnerLookups(Asker asker, List<NodeAddress> contacts, Function<Identifier, RingMember> owner) {
    this.asker = asker;
    this.contacts = contacts;
    this.owner = owner;
  }

  /**
   * Makes so many lookups, and returns when all are done. Call once.
   *
   * @param seed the same one gives the same keys
   */
  Tally run(int number, long seed) throws InterruptedException {
    for (int i = 0; i < number; i++) {
      free.acquire();
      NodeAddress contact = contacts.get(i % contacts.size());
      Identifier key = KeyHasher.hash("lookup " + seed + " " + i);
      long begun = System.nanoTime();
      asker
          .findOwner(contact, key)
          .whenComplete(
              (found, failure) -> {
                took(contact, key, found, failure, System.nanoTime() - begun);
                free.release();
              });
    }
    free.acquire(AT_A_TIME);
    return tally();
  }

  private synchronized void took(
      NodeAddress contact,
      Identifier key,
      @Nullable LookupResult found,
      @Nullable Throwable failure,
      long nanos) {
    if (found == null) {
      unanswered++;
      complain("the owner of " + key + " is not found through " + contact + ": " + failure);
      return;
    }
    RingMember wanted = owner.apply(key);
    if (found.owner().equals(wanted)) {
      right++;
      latencies.add(nanos);
    } else {
      wrong++;
      complain(
          "the owner of "
              + key
              + " is "
              + wanted
              + ", but through "
              + contact
              + " "
              + found.owner());
    }
  }

  private void complain(String complaint) {
    if (complaints.size() < MOST_COMPLAINTS) {
      complaints.add(complaint);
    }
  }

  private synchronized Tally tally() {
    long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return new Tally(
        right,
        wrong,
        unanswered,
        List.copyOf(complaints),
        percentile(sorted, 50),
        percentile(sorted, 99));
  }

  private static Duration percentile(long[] sorted, int percent) {
    if (sorted.length == 0) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(sorted[(int) ((sorted.length - 1) * (long) percent / 100)]);
  }
}
