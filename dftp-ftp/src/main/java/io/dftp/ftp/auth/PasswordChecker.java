// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Compares passwords with hashes on a few threads of its own, and remembers for a while which were
 * right. Who asks the same while it is being found out gets the same answer, right or wrong: many
 * log-ins of one password at once cost one hash.
 *
 * <p>Safe for use by several threads. Close it to end its threads.
 */
public final class PasswordChecker implements AutoCloseable {
  private final PasswordConfig config;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Executor hashers;
  private final Runnable closing;
  private final RecentLogins recent;

  /** What is being found out; no more than the threads and those that may wait for them. */
  private final Map<Question, CompletableFuture<Boolean>> open = new ConcurrentHashMap<>();

  /** What an unknown name is checked against, so that it takes the same time. */
  private final PasswordHash nobody;

  /**
   * A password for a hash. The hash is told apart as an object: a changed password has another one,
   * and what was found out about the old one says nothing about it.
   *
   * @param digest of name and password, under the key of this process
   */
  private record Question(String digest, PasswordHash hash) {}

  /**
   * Creates it.
   *
   * @param config the cost of a check
   * @param clock ends the time a log-in is remembered
   * @param random makes salts and keys
   */
  public PasswordChecker(PasswordConfig config, InstantSource clock, SecureRandom random) {
    this(config, clock, random, threads(config));
  }

  private PasswordChecker(
      PasswordConfig config, InstantSource clock, SecureRandom random, ThreadPoolExecutor threads) {
    this(config, clock, random, threads, threads::shutdownNow);
  }

  PasswordChecker(
      PasswordConfig config,
      InstantSource clock,
      SecureRandom random,
      Executor hashers,
      Runnable closing) {
    this.config = config;
    this.clock = clock;
    this.random = random;
    this.hashers = hashers;
    this.closing = closing;
    recent = new RecentLogins(config.remembered(), config.maxRemembered(), random);
    nobody = PasswordHash.ofNothing(config.iterations(), random);
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
    String digest = recent.digest(name, password);
    if (hash.isPresent() && recent.contains(digest, hash.get(), clock.instant())) {
      return CompletableFuture.completedFuture(true);
    }
    Question question = new Question(digest, hash.orElse(nobody));
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> earlier = open.putIfAbsent(question, mine);
    if (earlier != null) {
      return earlier.copy();
    }
    try {
      hashers.execute(() -> answer(question, mine, () -> check(hash, digest, password)));
    } catch (RejectedExecutionException e) {
      open.remove(question);
      mine.completeExceptionally(e);
    }
    return mine.copy();
  }

  /** Ends the threads; log-ins that wait never complete. */
  @Override
  public void close() {
    closing.run();
  }

  private void answer(
      Question question, CompletableFuture<Boolean> answer, Supplier<Boolean> found) {
    try {
      boolean matches = found.get();
      open.remove(question);
      answer.complete(matches);
    } catch (RuntimeException | Error failure) {
      open.remove(question);
      answer.completeExceptionally(failure);
    }
  }

  private boolean check(Optional<PasswordHash> hash, String digest, String password) {
    boolean matches = hash.orElse(nobody).matches(password) && hash.isPresent();
    if (matches) {
      recent.add(digest, hash.get(), clock.instant());
    }
    return matches;
  }

  private static ThreadPoolExecutor threads(PasswordConfig config) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            config.threads(),
            config.threads(),
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(config.maxWaiting()),
            PasswordChecker::thread);
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "ftp-password");
    thread.setDaemon(true);
    return thread;
  }
}
