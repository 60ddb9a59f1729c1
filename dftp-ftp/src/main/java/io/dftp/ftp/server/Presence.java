// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.auth.User;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who is logged in, by session. Safe for use by several threads. */
final class Presence {
  private final Map<Session, User> users = new ConcurrentHashMap<>();

  /** Takes note of who a session is now, if anybody. */
  void note(Session session, Optional<User> user) {
    if (user.isPresent()) {
      users.put(session, user.get());
    } else {
      users.remove(session);
    }
  }

  List<User> users() {
    return List.copyOf(users.values());
  }

  /** Ends the sessions of a user as it was logged in. */
  void end(User user) {
    users.forEach(
        (session, who) -> {
          if (who.equals(user)) {
            session.endChanged();
          }
        });
  }
}
