// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.users;

import io.dftp.ftp.auth.User;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Ends what users do who are not what they were when they logged in: removed, disabled, with
 * another password or other rights. Where that cannot be found out they go on. Confined to the
 * event loop.
 */
final class UserWatch implements AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final RingUsers users;
  private final RingAuthenticator authenticator;
  private final Supplier<Collection<User>> present;
  private final Consumer<User> end;
  private final EventLoop loop;
  private final Set<User> confirmed = new HashSet<>();
  private Cancellable timer = () -> {};
  private String seen = "";
  private boolean closed;

  /**
   * Creates it.
   *
   * @param present returns who is logged in; from any thread
   * @param end ends the sessions of a user as it was logged in; from any thread
   */
  UserWatch(
      RingUsers users,
      RingAuthenticator authenticator,
      Supplier<Collection<User>> present,
      Consumer<User> end,
      EventLoop loop) {
    this.users = users;
    this.authenticator = authenticator;
    this.present = present;
    this.end = end;
    this.loop = loop;
  }

  /** Begins to look. */
  void start() {
    timer = loop.schedule(LOOK_EVERY, this::look);
  }

  @Override
  public void close() {
    closed = true;
    timer.cancel();
  }

  private void look() {
    Set<User> here = new LinkedHashSet<>();
    present.get().stream().filter(user -> !user.stamp().isEmpty()).forEach(here::add);
    confirmed.retainAll(here);
    CompletableFuture<Void> looked =
        here.isEmpty()
            ? CompletableFuture.completedFuture(null)
            : within(users::version).thenCompose(version -> look(here, version));
    looked.whenComplete(
        (done, failure) -> {
          if (!closed) {
            start();
          }
        });
  }

  /** Asks only for those of whom it is not known that they were the same after the last change. */
  private CompletableFuture<Void> look(Set<User> here, String version) {
    if (!version.equals(seen)) {
      confirmed.clear();
      seen = version;
    }
    return CompletableFuture.allOf(
        here.stream()
            .filter(user -> !confirmed.contains(user))
            .map(this::check)
            .toArray(CompletableFuture[]::new));
  }

  /** Whoever cannot be asked for is asked for again the next time. */
  private CompletableFuture<Void> check(User user) {
    return within(context -> authenticator.isStill(user, context))
        .handle(
            (still, failure) -> {
              if (failure == null && still) {
                confirmed.add(user);
              } else if (failure == null) {
                end.accept(user);
              }
              return null;
            });
  }

  private <T> CompletableFuture<T> within(Function<CallContext, CompletableFuture<T>> question) {
    CallContext context = CallContext.withTimeout(loop, WITHIN);
    return question.apply(context).whenComplete((answer, failure) -> context.close());
  }
}
