// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.protocol.FtpPath;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PasswordAuthenticatorTest {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private Instant now = Instant.EPOCH;
  private PasswordAuthenticator users;

  @BeforeEach
  void open() {
    users = authenticator(new PasswordConfig(1000, 1, 10, REMEMBERED, 2));
    users.put(User.withFullAccess("u"), "right");
  }

  @AfterEach
  void close() {
    users.close();
  }

  private PasswordAuthenticator authenticator(PasswordConfig config) {
    return new PasswordAuthenticator(config, () -> now, new SecureRandom());
  }

  private Optional<User> login(String name, String password) throws Exception {
    return users.authenticate(name, password).get(20, TimeUnit.SECONDS);
  }

  @Test
  void onlyTheRightPasswordLetsIn() throws Exception {
    assertThat(login("u", "right")).contains(User.withFullAccess("u"));
    assertThat(login("u", "wrong")).isEmpty();
    assertThat(login("u", "")).isEmpty();
    assertThat(login("nobody", "right")).isEmpty();
    assertThat(login("nobody", "")).isEmpty();
  }

  @Test
  void aRememberedLoginNeedsNoHash() throws Exception {
    login("u", "right");
    // From now on nothing is hashed any more.
    users.close();

    assertThat(users.authenticate("u", "right")).isCompleted();
    assertThat(users.authenticate("u", "wrong")).isCompletedExceptionally();
    now = now.plus(REMEMBERED);
    assertThat(users.authenticate("u", "right")).isCompletedExceptionally();
  }

  @Test
  void aNewPasswordEndsTheOldOneAtOnce() throws Exception {
    login("u", "right");

    users.put(new User("u", FtpPath.of("/home"), true, false), "new");

    assertThat(login("u", "right")).isEmpty();
    assertThat(login("u", "new").orElseThrow().canWrite()).isFalse();
    users.remove("u");
    assertThat(login("u", "new")).isEmpty();
  }

  @Test
  void theNumberOfRememberedLoginsIsBounded() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      users.put(User.withFullAccess(name), name);
      login(name, name);
    }

    // From now on nothing is hashed any more.
    users.close();
    assertThat(users.authenticate("c", "c")).isCompleted();
    assertThat(users.authenticate("a", "a")).isCompletedExceptionally();
  }

  @Test
  void tooManyAtOnceAreRefused() {
    try (PasswordAuthenticator slow =
        authenticator(new PasswordConfig(20_000, 1, 1, REMEMBERED, 1))) {
      List<CompletableFuture<Optional<User>>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(slow.authenticate("nobody", "guess " + i));
      }

      assertThat(all.get(9))
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withCauseInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void anUnknownNameCostsAsMuchAsAWrongPassword() throws Exception {
    users.close();
    users = authenticator(new PasswordConfig(20_000, 1, 10, REMEMBERED, 1));
    users.put(User.withFullAccess("u"), "right");
    // Until the compiler is done with the hash.
    for (int i = 0; i < 5; i++) {
      login("u", "wrong");
      login("nobody", "wrong");
    }

    long known = hashingNanos("u");
    long unknown = hashingNanos("nobody");

    assertThat((double) unknown / known).isBetween(0.5, 2.0);
  }

  /** Processor time of the hashing thread, which does not depend on what else the machine does. */
  private long hashingNanos(String name) throws Exception {
    long begun = cpuNanos();
    for (int i = 0; i < 10; i++) {
      login(name, "wrong");
    }
    return cpuNanos() - begun;
  }

  private static long cpuNanos() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("ftp-password"))
        .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
        .sum();
  }
}
