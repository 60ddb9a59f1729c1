// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Joins through one contact after the other until the position owns its arc or the context ends.
 * Confined to the event loop.
 */
final class JoinAttempts {

  private final EventLoop loop;
  private final Lookup lookup;
  private final RingDriver driver;
  private final RingMember self;
  private final Duration retryAfter;
  private final ImmutableList<NodeAddress> contacts;
  private final CallContext context;
  private final CompletableFuture<Void> result = new CompletableFuture<>();
  private Cancellable onCancelled = () -> {};
  private Cancellable retry = () -> {};
  private @Nullable Throwable lastFailure;
  private int next;

  JoinAttempts(
      EventLoop loop,
      Lookup lookup,
      RingDriver driver,
      RingMember self,
      Duration retryAfter,
      List<NodeAddress> contacts,
      CallContext context) {
    this.loop = loop;
    this.lookup = lookup;
    this.driver = driver;
    this.self = self;
    this.retryAfter = retryAfter;
    this.contacts = ImmutableList.copyOf(contacts);
    this.context = context;
  }

  CompletableFuture<Void> result() {
    return result;
  }

  void start() {
    onCancelled = context.onCancelled(this::callOff);
    attempt();
  }

  void joined() {
    end();
    result.complete(null);
  }

  /** The whole join is tried again: an old incarnation may have to be dropped by the ring first. */
  void failed() {
    if (!result.isDone()) {
      double share = 0.2 + 0.6 * loop.random().nextDouble();
      retry = loop.schedule(Duration.ofNanos((long) (retryAfter.toNanos() * share)), this::attempt);
    }
  }

  private void attempt() {
    if (result.isDone()) {
      return;
    }
    NodeAddress contact = contacts.get(next++ % contacts.size());
    // Bounded, so that one contact that is silent or in trouble does not use up all the time.
    CallContext part = context.child(retryAfter.multipliedBy(4));
    lookup
        .findSuccessorVia(contact, self.id(), part)
        .whenComplete(
            (found, failure) -> {
              part.close();
              if (result.isDone()) {
                return;
              }
              if (failure != null) {
                lastFailure = failure;
                failed();
              } else if (found.owner().id().equals(self.id())) {
                lastFailure = null;
                failed();
              } else {
                driver.feed(new RingEvent.JoinRequested(found.predecessor()));
              }
            });
  }

  /** Ends the join; it is complete if the position is a member by now. */
  void callOff() {
    if (driver.view().isMember()) {
      joined();
    } else if (!result.isDone()) {
      end();
      driver.feed(new RingEvent.JoinCalledOff());
      result.completeExceptionally(notJoined());
    }
  }

  private CancelledException notJoined() {
    String what = "not joined in time through any of " + contacts;
    Throwable why = lastFailure;
    return why == null
        ? new CancelledException(Outcome.DID_NOT_HAPPEN, what)
        : new CancelledException(
            Outcome.DID_NOT_HAPPEN, what + ": " + DftpException.reasonOf(why), why);
  }

  private void end() {
    onCancelled.cancel();
    retry.cancel();
  }
}
