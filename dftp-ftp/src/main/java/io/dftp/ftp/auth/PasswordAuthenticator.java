// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * Knows its users by salted hashes in memory.
 *
 * <p>Safe for use by several threads. Close it to end its threads.
 */
public final class PasswordAuthenticator implements Authenticator, AutoCloseable {
  private final PasswordChecker checker;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  private record Account(User user, PasswordHash hash) {}

  /**
   * Creates it without users.
   *
   * @param config the cost of a check
   * @param clock ends the time a log-in is remembered
   * @param random makes salts and keys
   */
  public PasswordAuthenticator(PasswordConfig config, InstantSource clock, SecureRandom random) {
    this.checker = new PasswordChecker(config, clock, random);
  }

  /**
   * Adds a user, or gives an existing one new rights and a new password. Hashes on the calling
   * thread, which takes as long as a log-in.
   */
  public void put(User user, String password) {
    accounts.put(user.name(), new Account(user, checker.hash(password)));
  }

  /** Forgets a user; running sessions go on. */
  public void remove(String name) {
    accounts.remove(name);
  }

  /** Says whether there is a user of that name. */
  public boolean knows(String name) {
    return accounts.containsKey(name);
  }

  /** Returns who compares passwords, for others that know users. */
  public PasswordChecker checker() {
    return checker;
  }

  /** {@inheritDoc} It fails with {@link RejectedExecutionException} when too many wait. */
  @Override
  public CompletableFuture<Optional<User>> authenticate(String name, String password) {
    Optional<Account> account = Optional.ofNullable(accounts.get(name));
    return checker
        .matches(account.map(Account::hash), name, password)
        .thenApply(right -> right ? account.map(Account::user) : Optional.empty());
  }

  /** Ends the threads; log-ins that wait never complete. */
  @Override
  public void close() {
    checker.close();
  }
}
