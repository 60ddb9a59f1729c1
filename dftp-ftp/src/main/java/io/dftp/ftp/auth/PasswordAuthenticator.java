// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Knows its users by salted hashes in memory, and hashes on a few threads of its own.
 *
 * <p>Safe for use by several threads. Close it to end its threads.
 */
public final class PasswordAuthenticator implements Authenticator, AutoCloseable {
  private final PasswordConfig config;
  private final InstantSource clock;
  private final SecureRandom random;
  private final ThreadPoolExecutor hashers;
  private final RecentLogins recent;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /** What an unknown name is checked against, so that it takes the same time. */
  private final PasswordHash nobody;

  private record Account(User user, PasswordHash hash) {}

  /**
   * Creates it without users.
   *
   * @param config the cost of a check
   * @param clock ends the time a log-in is remembered
   * @param random makes salts and keys
   */
  public PasswordAuthenticator(PasswordConfig config, InstantSource clock, SecureRandom random) {
    this.config = config;
    this.clock = clock;
    this.random = random;
    recent = new RecentLogins(config.remembered(), config.maxRemembered(), random);
    nobody = PasswordHash.ofNothing(config.iterations(), random);
    hashers =
        new ThreadPoolExecutor(
            config.threads(),
            config.threads(),
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(config.maxWaiting()),
            PasswordAuthenticator::thread);
    hashers.allowCoreThreadTimeOut(true);
  }

  /**
   * Adds a user, or gives an existing one new rights and a new password. Hashes on the calling
   * thread, which takes as long as a log-in.
   */
  public void put(User user, String password) {
    PasswordHash hash = PasswordHash.of(password, config.iterations(), random);
    accounts.put(user.name(), new Account(user, hash));
  }

  /** Forgets a user; running sessions go on. */
  public void remove(String name) {
    accounts.remove(name);
  }

  /** {@inheritDoc} It fails with {@link RejectedExecutionException} when too many wait. */
  @Override
  public CompletableFuture<Optional<User>> authenticate(String name, String password) {
    Account account = accounts.get(name);
    if (account != null && recent.contains(name, password, account.hash(), clock.instant())) {
      return CompletableFuture.completedFuture(Optional.of(account.user()));
    }
    try {
      return CompletableFuture.supplyAsync(() -> check(account, name, password), hashers);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Ends the threads; log-ins that wait never complete. */
  @Override
  public void close() {
    hashers.shutdownNow();
  }

  private Optional<User> check(@Nullable Account account, String name, String password) {
    boolean matches = (account == null ? nobody : account.hash()).matches(password);
    if (account == null || !matches) {
      return Optional.empty();
    }
    recent.add(name, password, account.hash(), clock.instant());
    return Optional.of(account.user());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "ftp-password");
    thread.setDaemon(true);
    return thread;
  }
}
