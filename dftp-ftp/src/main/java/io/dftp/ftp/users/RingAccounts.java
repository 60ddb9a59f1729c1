// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.users;

import io.dftp.ftp.auth.Authenticator;
import io.dftp.ftp.auth.PasswordAuthenticator;
import io.dftp.ftp.auth.User;
import io.dftp.ftp.content.ObjectStore;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.store.ObjectId;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The users of a ring as one of its nodes needs them: lets them in beside the users of its own,
 * changes them for operators, and ends the sessions of those who were changed.
 */
public final class RingAccounts implements Authenticator {

  private final RingUsers users;
  private final RingAuthenticator authenticator;
  private final UserDesk desk;
  private final EventLoop loop;

  /**
   * Creates the view of a store.
   *
   * @param map a map that is born with each ring
   * @param own the users of this node, who come first
   * @param loop the node loop
   */
  public RingAccounts(ObjectStore store, ObjectId map, PasswordAuthenticator own, EventLoop loop) {
    this.users = new RingUsers(store, map);
    this.authenticator = new RingAuthenticator(own, users, loop);
    this.desk = new UserDesk(users);
    this.loop = loop;
  }

  @Override
  public CompletableFuture<Optional<User>> authenticate(String name, String password) {
    return authenticator.authenticate(name, password);
  }

  /**
   * Does what an operator wants; to be called on the loop.
   *
   * @param words {@code add NAME RIGHTS HASH HOME} (rights are letters of {@code rw}, or {@code -}
   *     for none; the home is all of the rest), {@code passwd NAME HASH}, {@code disable NAME},
   *     {@code enable NAME}, {@code rm NAME}, {@code list} or {@code list AFTER}
   * @return what was done, for people; fails with a message for people
   */
  public CompletableFuture<String> answer(String words, CallContext context) {
    return desk.answer(words, context);
  }

  /**
   * Begins to end the sessions of those who are not what they were when they logged in.
   *
   * @param present returns who is logged in; from any thread
   * @param end ends the sessions of a user as it was logged in; from any thread
   * @return ends that
   */
  public AutoCloseable watch(Supplier<Collection<User>> present, Consumer<User> end) {
    UserWatch watch = new UserWatch(users, authenticator, present, end, loop);
    loop.execute(watch::start);
    return () -> loop.execute(watch::close);
  }
}
