// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.ftp.auth.PasswordAuthenticator;
import io.dftp.ftp.auth.PasswordConfig;
import io.dftp.ftp.auth.PasswordHash;
import io.dftp.ftp.auth.User;
import io.dftp.ftp.content.FakeObjects;
import io.dftp.ftp.users.Account.State;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.store.Dot;
import io.dftp.store.ObjectId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The users of a ring, as operators change them and as they log in. */
class RingUsersTest {

  private static final ObjectId MAP = new ObjectId(0, 0);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("users", new Random(1));
  private final FakeObjects objects = new FakeObjects(loop, 1024);
  private final RingUsers users = new RingUsers(objects, MAP);
  private final UserDesk desk = new UserDesk(users);
  private final PasswordAuthenticator own =
      new PasswordAuthenticator(
          new PasswordConfig(1, 1, 100, Duration.ofMinutes(1), 16), InstantSource.system(), RANDOM);
  private final RingAuthenticator authenticator = new RingAuthenticator(own, users, loop);

  @AfterEach
  void stop() {
    own.close();
    loop.close();
  }

  @Test
  void whoWasAddedLogsInWithTheRightsAndTheHome() {
    assertThat(ask("add ann r " + hash("secret") + " /home/ann b")).contains("ann", "/home/ann b");

    User ann = login("ann", "secret").orElseThrow();
    assertThat(ann.canRead()).isTrue();
    assertThat(ann.canWrite()).isFalse();
    assertThat(ann.home().toString()).isEqualTo("/home/ann b");
    assertThat(login("ann", "wrong")).isEmpty();
    assertThat(login("bob", "secret")).isEmpty();
  }

  @Test
  void aUserOfTheNodeComesFirst() {
    own.put(User.withFullAccess("ann"), "local");
    ask("add ann r " + hash("shared") + " /");

    assertThat(login("ann", "local")).isPresent();
    assertThat(login("ann", "shared")).isEmpty();
  }

  @Test
  void whatIsChangedCountsAtOnceAlsoForThoseWhoAreRemembered() {
    ask("add ann rw " + hash("first") + " /");
    assertThat(login("ann", "first")).isPresent();

    ask("passwd ann " + hash("second"));
    assertThat(login("ann", "first")).isEmpty();
    assertThat(login("ann", "second")).isPresent();

    ask("disable ann");
    assertThat(login("ann", "second")).isEmpty();
    assertThat(ask("list")).contains("disabled");

    ask("enable ann");
    assertThat(login("ann", "second")).isPresent();

    ask("rm ann");
    assertThat(login("ann", "second")).isEmpty();
    assertThat(ask("list")).isEmpty();

    ask("add ann rw " + hash("third") + " /");
    assertThat(login("ann", "third")).isPresent();
  }

  @Test
  void theStampOfAUserDiffersAfterEachChange() {
    ask("add ann rw " + hash("p") + " /");
    User ann = login("ann", "p").orElseThrow();
    assertThat(isStill(ann)).isTrue();

    ask("add bob rw " + hash("p") + " /");
    assertThat(isStill(ann)).isTrue();
    ask("disable ann");
    assertThat(isStill(ann)).isFalse();
    ask("enable ann");
    assertThat(isStill(ann)).isFalse();
  }

  @Test
  void allAreListedPageByPageWithoutTheirHashes() {
    String hash = hash("p");
    for (int i = 100; i < 250; i++) {
      ask("add u" + i + " rw " + hash + " /");
    }
    for (int i = 110; i < 200; i++) {
      ask("rm u" + i);
    }

    List<String> lines = new ArrayList<>();
    String page = ask("list");
    while (!page.isEmpty()) {
      lines.addAll(page.lines().toList());
      page = ask("list " + lines.get(lines.size() - 1).split(" ", 2)[0]);
    }

    assertThat(lines).hasSize(60).doesNotHaveDuplicates().allMatch(line -> !line.contains("$"));
  }

  @Test
  void badWordsAreRefusedWithAReason() {
    String hash = hash("p");
    ask("add ann rw " + hash + " /");

    assertRefused("add ann rw " + hash + " /", "already");
    assertRefused("add a/b rw " + hash + " /", "1 to 64");
    assertRefused("add bob x " + hash + " /", "rights");
    assertRefused("add bob rw secret /", "hash");
    assertRefused("add bob rw " + hash + " home", "from the root");
    assertRefused("add bob rw " + hash, "missing");
    assertRefused("passwd bob " + hash, "no user bob");
    assertRefused("passwd ann $pbkdf2-sha512$i=99999999$AAAAAAAAAAA$" + "A".repeat(43), "hash");
    assertRefused("rm bob", "no user bob");
    assertRefused("promote ann", "does not know");
  }

  @Test
  void whoCannotBeLookedUpIsNotUnknown() {
    ask("add ann rw " + hash("p") + " /");
    objects.hand =
        call ->
            CompletableFuture.failedFuture(
                new DftpException(Outcome.DID_NOT_HAPPEN, "no host that holds it"));

    assertThatThrownBy(() -> authenticator.authenticate("ann", "p").get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(DftpException.class);
  }

  @Test
  void whatTwoSidesOfACutSaidIsPutTogetherOnTheSafeSide() {
    String first = hash("first");
    Account ann = new Account("ann", first, "/", true, true, State.ENABLED);

    assertThat(together(ann, ann.withPassword(hash("second"))).hash()).isEmpty();
    assertThat(together(ann, ann.in(State.DISABLED)).state()).isEqualTo(State.DISABLED);
    assertThat(together(ann.in(State.REMOVED), ann.in(State.DISABLED)).state())
        .isEqualTo(State.REMOVED);
    Account reader = new Account("ann", first, "/", true, false, State.ENABLED);
    assertThat(together(ann, reader).canRead()).isTrue();
    assertThat(together(ann, reader).canWrite()).isFalse();
    Account elsewhere = new Account("ann", first, "/home", true, true, State.ENABLED);
    assertThat(together(ann, elsewhere).canRead()).isFalse();
  }

  @Test
  void siblingsAreOneUserAndTheNextChangeTakesTheirPlace() {
    ask("add ann rw " + hash("first") + " /");
    Account other = new Account("ann", hash("second"), "/", true, true, State.ENABLED);
    onLoop(
        () -> {
          objects.addSibling(MAP, "user/ann", other.encode(), new Dot(99, 1));
          return CompletableFuture.completedFuture(null);
        });
    assertThat(login("ann", "first")).isEmpty();
    assertThat(login("ann", "second")).isEmpty();
    assertThat(ask("list")).contains("no valid password");

    ask("passwd ann " + hash("third"));

    assertThat(login("ann", "third")).isPresent();
  }

  private static Account together(Account one, Account other) {
    Account merged = Account.of(List.of(one, other)).orElseThrow();
    assertThat(Account.of(List.of(other, one)).orElseThrow().state()).isEqualTo(merged.state());
    return merged;
  }

  private static String hash(String password) {
    return PasswordHash.of(password, 1, RANDOM).encoded();
  }

  private Optional<User> login(String name, String password) {
    return authenticator.authenticate(name, password).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private boolean isStill(User user) {
    return onLoop(() -> authenticator.isStill(user, context()));
  }

  private String ask(String words) {
    return onLoop(() -> desk.answer(words, context()));
  }

  private void assertRefused(String words, String reason) {
    assertThatThrownBy(() -> ask(words))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(DftpException.class)
        .hasMessageContaining(reason);
  }

  private CallContext context() {
    return CallContext.withTimeout(loop, Duration.ofSeconds(20));
  }

  private <T> T onLoop(Supplier<CompletableFuture<T>> work) {
    return loop.call(work).orTimeout(30, TimeUnit.SECONDS).join();
  }
}
