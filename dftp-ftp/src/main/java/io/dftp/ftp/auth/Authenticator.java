// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Checks names and passwords, without blocking the caller.
 *
 * <p>An unknown name must take as long as a wrong password, or the time tells which names exist.
 * The slowing and counting of failures is the server's.
 */
public interface Authenticator {

  /**
   * Checks one log-in.
   *
   * @param name what the client sent in USER
   * @param password what the client sent in PASS
   * @return the user; absent if the name is unknown or the password wrong; fails if that could not
   *     be found out now, for example from overload
   */
  CompletableFuture<Optional<User>> authenticate(String name, String password);
}
