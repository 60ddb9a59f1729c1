// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import io.dftp.ftp.content.ObjectStore;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Declares a host gone for good, at an operator's word: space no longer waits for it. What only its
 * disk holds is lost if it never returns. Confined to the event loop.
 */
public final class Forgetting {

  private static final Duration ASKED_FOR = Duration.ofSeconds(5);

  private static final int MOST_NAMED = 50;

  private final ObjectStore store;
  private final Roster roster;

  /** Creates it. */
  public Forgetting(ObjectStore store, Roster roster) {
    this.store = store;
    this.roster = roster;
  }

  /**
   * Strikes the host.
   *
   * @param host its name, its ring address, or the name of its disk in hexadecimal digits
   * @return what was done, for people; fails with a message for people if no host is called so, if
   *     several are, or if it is there
   */
  public CompletableFuture<String> forget(String host, CallContext context) {
    return roster
        .read(context)
        .thenCompose(
            all -> {
              List<Enlisted> called = all.stream().filter(each -> isCalled(each, host)).toList();
              if (called.size() != 1) {
                throw refused(
                    called.isEmpty()
                        ? "no host is called '" + host + "'; there are " + names(all)
                        : "several hosts are called '"
                            + host
                            + "', name the disk: "
                            + names(called));
              }
              return forget(called.get(0), context);
            });
  }

  private CompletableFuture<String> forget(Enlisted host, CallContext context) {
    CallContext asking = context.child(ASKED_FOR);
    return store
        .hosts()
        .audited(host.address(), asking)
        .handle((mark, failure) -> failure == null && mark.disk() == host.disk())
        .whenComplete((isThere, failure) -> asking.close())
        .thenCompose(
            isThere -> {
              if (isThere) {
                throw refused(host + " is there; a host that runs leaves by stopping it");
              }
              return roster.strike(host.disk(), context);
            })
        .thenApply(done -> host + " is forgotten; nothing waits for its disk any more");
  }

  private static boolean isCalled(Enlisted host, String word) {
    return word.equals(host.name())
        || word.equals(host.address().toString())
        || word.equals(String.format("%016x", host.disk()));
  }

  private static String names(List<Enlisted> hosts) {
    return hosts.stream()
            .limit(MOST_NAMED)
            .map(Enlisted::toString)
            .collect(Collectors.joining(", "))
        + (hosts.size() > MOST_NAMED ? " and others" : "");
  }

  private static DftpException refused(String why) {
    return new DftpException(Outcome.DID_NOT_HAPPEN, why);
  }
}
