// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.dftp.ftp.auth.PasswordAuthenticator;
import io.dftp.ftp.auth.User;
import io.dftp.ftp.content.FakeObjects;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.users.Account.State;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Outcome;
import io.dftp.sim.Simulation;
import io.dftp.store.ObjectId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is logged out because of a change, and when. */
class UserWatchTest {

  private static final Duration SOON = Duration.ofSeconds(2);

  private final Simulation simulation = new Simulation(1);
  private final EventLoop loop = simulation.newLoop("host");
  private final FakeObjects objects = new FakeObjects(loop, 1024);
  private final RingUsers users = new RingUsers(objects, new ObjectId(0, 0));
  private final Set<User> present = new LinkedHashSet<>();
  private final List<User> ended = new ArrayList<>();

  @BeforeEach
  void start() {
    RingAuthenticator authenticator =
        new RingAuthenticator(mock(PasswordAuthenticator.class), users, loop);
    new UserWatch(users, authenticator, () -> List.copyOf(present), ended::add, loop).start();
    for (String name : List.of("ann", "bob")) {
      await(users.add(new Account(name, "", "/", true, true, State.ENABLED), context()));
    }
  }

  @Test
  void whoWasChangedIsLoggedOutAndNobodyElse() {
    User ann = login("ann");
    login("bob");
    simulation.runFor(SOON);
    assertThat(ended).isEmpty();

    disable("ann");
    simulation.runFor(SOON);

    assertThat(ended).contains(ann).containsOnly(ann);
  }

  @Test
  void whoLoggedInAsSomebodyOfBeforeIsLoggedOutToo() {
    User ann = login("ann");
    disable("ann");
    simulation.runFor(SOON);
    present.clear();
    ended.clear();
    // Its password was being compared while the account was changed.
    present.add(ann);
    simulation.runFor(SOON);
    assertThat(ended).contains(ann);

    ended.clear();
    simulation.runFor(SOON);
    assertThat(ended).contains(ann);
  }

  @Test
  void whoCannotBeAskedForGoesOnAndIsAskedForAgain() {
    User ann = login("ann");
    simulation.runFor(SOON);
    disable("ann");
    int[] calls = new int[1];
    // What says that something was changed is found, and the user is not.
    objects.hand =
        call ->
            calls[0]++ % 2 == 0
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(
                    new DftpException(Outcome.DID_NOT_HAPPEN, "nobody answers"));
    simulation.runFor(SOON);
    assertThat(ended).isEmpty();

    objects.hand = call -> CompletableFuture.completedFuture(null);
    simulation.runFor(SOON);
    assertThat(ended).contains(ann);
  }

  private User login(String name) {
    String stamp = await(users.get(name, context())).stamp();
    User user = new User(name, FtpPath.root(), true, true, stamp);
    present.add(user);
    return user;
  }

  private void disable(String name) {
    await(users.change(name, account -> account.in(State.DISABLED), context()));
  }

  private CallContext context() {
    return CallContext.withTimeout(loop, Duration.ofSeconds(20));
  }

  private <T> T await(CompletableFuture<T> result) {
    return simulation.await(result, Duration.ofSeconds(30));
  }
}
