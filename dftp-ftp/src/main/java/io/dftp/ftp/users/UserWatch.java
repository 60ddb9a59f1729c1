// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.users;

import io.dftp.ftp.auth.User;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Ends what users do who are not what they were when they logged in: removed, disabled, with
 * another password or other rights. Where that cannot be found out they go on. Confined to the
 * event loop.
 */
public final class UserWatch implements AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final RingUsers users;
  private final RingAuthenticator authenticator;
  private final Supplier<Collection<User>> present;
  private final Consumer<User> end;
  private final EventLoop loop;
  private Cancellable timer = () -> {};
  private String seen = "";
  private Set<User> checked = Set.of();
  private boolean closed;

  /**
   * Creates it.
   *
   * @param present returns who is logged in; from any thread
   * @param end ends the sessions of a user as it was logged in; from any thread
   */
  public UserWatch(
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
  public void start() {
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
    CallContext context = CallContext.withTimeout(loop, WITHIN);
    CompletableFuture<Void> looked =
        here.isEmpty() ? CompletableFuture.completedFuture(null) : look(here, context);
    looked.whenComplete(
        (done, failure) -> {
          context.close();
          if (!closed) {
            start();
          }
        });
  }

  /** Asks for each only when any user was changed, or somebody came who was not asked for yet. */
  private CompletableFuture<Void> look(Set<User> here, CallContext context) {
    return users
        .version(context)
        .thenCompose(
            version -> {
              if (version.equals(seen) && checked.containsAll(here)) {
                return CompletableFuture.completedFuture(null);
              }
              CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
              for (User user : List.copyOf(here)) {
                all = all.thenCompose(done -> check(user, context));
              }
              return all.thenAccept(
                  done -> {
                    seen = version;
                    checked = here;
                  });
            });
  }

  private CompletableFuture<Void> check(User user, CallContext context) {
    return authenticator
        .isStill(user, context)
        .thenAccept(
            still -> {
              if (!still) {
                end.accept(user);
              }
            });
  }
}
