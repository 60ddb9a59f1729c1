// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** How many hashes log-ins at the same moment cost, and what they are told. */
final class LoginsAtOnceTest {
  private static final int MOST_WAITING = 5;

  private final PasswordConfig config = new PasswordConfig(1, 1, MOST_WAITING, Duration.ZERO, 100);
  private final Queue<Runnable> hashes = new ArrayDeque<>();
  private final PasswordChecker checker =
      new PasswordChecker(
          config, InstantSource.system(), new SecureRandom(), this::take, hashes::clear);
  private final PasswordHash right = checker.hash("right");

  @Test
  void ofOnePasswordCostOneHash() {
    List<CompletableFuture<Boolean>> answers = ask(200, Optional.of(right), "right");

    assertThat(hashAll()).isEqualTo(1);
    assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompletedWithValue(true));
  }

  @Test
  void ofOneWrongPasswordCostOneHash() {
    List<CompletableFuture<Boolean>> answers = ask(200, Optional.of(right), "wrong");
    List<CompletableFuture<Boolean>> unknown = ask(200, Optional.empty(), "right");

    assertThat(hashAll()).isEqualTo(2);
    answers.addAll(unknown);
    assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompletedWithValue(false));
  }

  @Test
  void theNextOnesAreAskedAnew() {
    ask(1, Optional.of(right), "wrong");
    assertThat(hashAll()).isEqualTo(1);
    ask(1, Optional.of(right), "wrong");

    assertThat(hashAll()).isEqualTo(1);
  }

  @Test
  void aPasswordThatWasChangedLetsNobodyInByAnAnswerAboutTheOldOne() {
    List<CompletableFuture<Boolean>> before = ask(2, Optional.of(right), "right");
    List<CompletableFuture<Boolean>> after = ask(2, Optional.of(checker.hash("new")), "right");

    assertThat(hashAll()).isEqualTo(2);
    assertThat(before).allSatisfy(answer -> assertThat(answer).isCompletedWithValue(true));
    assertThat(after).allSatisfy(answer -> assertThat(answer).isCompletedWithValue(false));
  }

  @Test
  void ofTooManyPasswordsSomeAreRefusedAndLaterTaken() {
    for (int i = 0; i < MOST_WAITING; i++) {
      ask(1, Optional.of(right), "guess " + i);
    }

    CompletableFuture<Boolean> refused = ask(1, Optional.of(right), "right").get(0);

    assertThat(refused)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(RejectedExecutionException.class);
    hashAll();
    CompletableFuture<Boolean> later = ask(1, Optional.of(right), "right").get(0);
    hashAll();
    assertThat(later).isCompletedWithValue(true);
  }

  private List<CompletableFuture<Boolean>> ask(
      int times, Optional<PasswordHash> hash, String password) {
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      answers.add(checker.matches(hash, "user", password));
    }
    return answers;
  }

  private void take(Runnable hash) {
    if (hashes.size() >= MOST_WAITING) {
      throw new RejectedExecutionException("too many wait");
    }
    hashes.add(hash);
  }

  private int hashAll() {
    int count = 0;
    for (Runnable next = hashes.poll(); next != null; next = hashes.poll()) {
      next.run();
      count++;
    }
    return count;
  }
}
