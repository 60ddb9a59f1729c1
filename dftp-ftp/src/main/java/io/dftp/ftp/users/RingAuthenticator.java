// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.users;

import io.dftp.ftp.auth.Authenticator;
import io.dftp.ftp.auth.PasswordAuthenticator;
import io.dftp.ftp.auth.PasswordHash;
import io.dftp.ftp.auth.User;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.users.Account.State;
import io.dftp.ftp.users.RingUsers.Known;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Lets in the users of this node, and those of the ring. Where it cannot be found out who a name of
 * the ring is, the answer is that it is not known now, and never that there is no such user. Safe
 * for use by several threads.
 */
final class RingAuthenticator implements Authenticator {

  private static final Duration LOOKED_FOR = Duration.ofSeconds(10);
  private static final int MOST_KEPT = 1024;

  private final PasswordAuthenticator own;
  private final RingUsers users;
  private final EventLoop loop;

  /** Of one hash always the same object, by which a right password is recognised. Loop only. */
  private final Map<String, PasswordHash> hashes = new LinkedHashMap<>();

  /**
   * Creates it.
   *
   * @param own the users of this node, who come first
   * @param loop the node loop
   */
  RingAuthenticator(PasswordAuthenticator own, RingUsers users, EventLoop loop) {
    this.own = own;
    this.users = users;
    this.loop = loop;
  }

  private record Candidate(Optional<User> user, Optional<PasswordHash> hash) {}

  @Override
  public CompletableFuture<Optional<User>> authenticate(String name, String password) {
    if (own.knows(name) || !Account.NAME.matcher(name).matches()) {
      return own.authenticate(name, password);
    }
    return onLoop(context -> users.get(name, context).thenApply(this::candidate))
        .thenCompose(
            candidate ->
                own.checker()
                    .matches(candidate.hash(), name, password)
                    .thenApply(right -> right ? candidate.user() : Optional.empty()));
  }

  /** Says whether a user who has logged in with that stamp is still the same. */
  CompletableFuture<Boolean> isStill(User user, CallContext context) {
    return users.get(user.name(), context).thenApply(known -> known.stamp().equals(user.stamp()));
  }

  private Candidate candidate(Known known) {
    Optional<Account> account = known.existing().filter(each -> each.state() == State.ENABLED);
    return new Candidate(
        account.map(each -> user(each, known.stamp())),
        account.flatMap(each -> each.hash().map(hash -> kept(each.password(), hash))));
  }

  private PasswordHash kept(String written, PasswordHash hash) {
    if (hashes.size() >= MOST_KEPT) {
      hashes.clear();
    }
    return hashes.computeIfAbsent(written, text -> hash);
  }

  private static User user(Account account, String stamp) {
    return new User(
        account.name(), FtpPath.of(account.home()), account.canRead(), account.canWrite(), stamp);
  }

  private <T> CompletableFuture<T> onLoop(Function<CallContext, CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          CallContext context = CallContext.withTimeout(loop, LOOKED_FOR);
          work.apply(context)
              .whenComplete(
                  (value, failure) -> {
                    context.close();
                    if (failure == null) {
                      result.complete(value);
                    } else {
                      result.completeExceptionally(failure);
                    }
                  });
        });
    return result;
  }
}
