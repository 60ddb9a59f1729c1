// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Compares passwords with hashes on a few threads of its own, and remembers for a while which were
 * right.
 *
 * <p>Safe for use by several threads. Close it to end its threads.
 */
public final class PasswordChecker implements AutoCloseable {
  private final PasswordConfig config;
  private final InstantSource clock;
  private final SecureRandom random;
  private final ThreadPoolExecutor hashers;
  private final RecentLogins recent;

  /** What an unknown name is checked against, so that it takes the same time. */
  private final PasswordHash nobody;

  /**
   * Creates it.
   *
   * @param config the cost of a check
   * @param clock ends the time a log-in is remembered
   * @param random makes salts and keys
   */
  public PasswordChecker(PasswordConfig config, InstantSource clock, SecureRandom random) {
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
            PasswordChecker::thread);
    hashers.allowCoreThreadTimeOut(true);
  }

  /** Hashes a password on the calling thread, which takes as long as a log-in. */
  public PasswordHash hash(String password) {
    return PasswordHash.of(password, config.iterations(), random);
  }

  /**
   * Says whether the password of that name is right.
   *
   * @param hash of its password, the same object as long as it is the same; none if there is no
   *     such name, which takes as long
   * @return fails with {@link RejectedExecutionException} when too many wait
   */
  public CompletableFuture<Boolean> matches(
      Optional<PasswordHash> hash, String name, String password) {
    if (hash.isPresent() && recent.contains(name, password, hash.get(), clock.instant())) {
      return CompletableFuture.completedFuture(true);
    }
    try {
      return CompletableFuture.supplyAsync(() -> check(hash, name, password), hashers);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Ends the threads; log-ins that wait never complete. */
  @Override
  public void close() {
    hashers.shutdownNow();
  }

  private boolean check(Optional<PasswordHash> hash, String name, String password) {
    boolean matches = hash.orElse(nobody).matches(password) && hash.isPresent();
    if (matches) {
      recent.add(name, password, hash.get(), clock.instant());
    }
    return matches;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "ftp-password");
    thread.setDaemon(true);
    return thread;
  }
}
