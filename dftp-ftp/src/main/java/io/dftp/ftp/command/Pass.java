// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.auth.User;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** PASS: proves who logs in (RFC 959 section 4.1.1). */
final class Pass implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    context.requireSecure();
    SessionState state = context.state();
    if (state.user().isPresent()) {
      throw new RefusalException(ReplyCode.BAD_SEQUENCE, "Already logged in.");
    }
    String name =
        state
            .claimedName()
            .orElseThrow(() -> new RefusalException(ReplyCode.BAD_SEQUENCE, "USER comes first."));
    return context
        .authenticator()
        .authenticate(name, argument)
        .handle((user, failure) -> failure == null ? conclude(state, user) : overloaded(state));
  }

  private static Outcome conclude(SessionState state, Optional<User> user) {
    return user.map(who -> Outcome.reply(state.loggedIn(who), ReplyCode.LOGGED_IN, "Logged in."))
        .orElseGet(
            () ->
                new Outcome(
                    state.withoutClaim(),
                    new Action.RefuseLogin(
                        FtpReply.of(ReplyCode.NOT_LOGGED_IN, "Log-in failed."))));
  }

  private static Outcome overloaded(SessionState state) {
    return new Outcome(
        state.withoutClaim(),
        new Action.ReplyAndClose(
            FtpReply.of(ReplyCode.UNAVAILABLE, "Log-ins cannot be checked now; try later.")));
  }
}
