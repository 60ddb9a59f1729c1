// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs of the users of a ring. */
final class UserMutants {

  private static final String HOME = "io.dftp.ftp";
  private static final String TEST = "users.RingUsersTest";

  private UserMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        SourceMutant.of(
                HOME,
                "a disabled user logs in",
                "who is disabled or removed stays out",
                "users.RingAuthenticator")
            .with("each.state() == State.ENABLED", "each.state() != State.REMOVED")
            .killedBy(TEST + "#whatIsChangedCountsAtOnceAlsoForThoseWhoAreRemembered"),
        SourceMutant.of(
                HOME,
                "a removed user logs in",
                "who is disabled or removed stays out",
                "users.RingUsers")
            .with("account.filter(each -> each.state() != State.REMOVED)", "account")
            .killedBy(TEST + "#allAreListedPageByPageWithoutTheirHashes"),
        SourceMutant.of(
                HOME,
                "of two passwords one is right",
                "after a cut no side wins by chance",
                "users.Account")
            .with("password.equals(other.password) ? password : \"\"", "password")
            .killedBy(TEST + "#whatTwoSidesOfACutSaidIsPutTogetherOnTheSafeSide"),
        SourceMutant.of(
                HOME,
                "a right that one side took stays",
                "after a cut no side wins by chance",
                "users.Account")
            .with("canWrite && other.canWrite && sameHome", "canWrite || other.canWrite")
            .killedBy(TEST + "#whatTwoSidesOfACutSaidIsPutTogetherOnTheSafeSide"),
        SourceMutant.of(
                HOME,
                "a user who cannot be asked for is logged out",
                "what is not known is no change",
                "users.UserWatch")
            .with("} else if (failure == null) {", "} else {")
            .killedBy("users.UserWatchTest#whoCannotBeAskedForGoesOnAndIsAskedForAgain"),
        SourceMutant.of(
                HOME,
                "who came too late is not asked for",
                "who was changed logs in again",
                "users.UserWatch")
            .with(
                "if (failure == null && still) {\n                confirmed.add(user);",
                "if (failure == null) {\n                confirmed.add(user);\n              }\n              if (failure == null && still) {\n                confirmed.add(user);")
            .killedBy("users.UserWatchTest#whoLoggedInAsSomebodyOfBeforeIsLoggedOutToo"),
        SourceMutant.of(
                HOME,
                "a changed user stays",
                "who was changed logs in again",
                "users.RingAuthenticator")
            .with("known.stamp().equals(user.stamp())", "known.existing().isPresent()")
            .killedBy(TEST + "#theStampOfAUserDiffersAfterEachChange"));
  }
}
