// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import io.dftp.ftp.content.Hearing;
import io.dftp.ftp.content.Hearing.Heard;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.store.AuditMark;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Makes sure that nobody knows better: after it, everything that was on the disk of any enlisted
 * host when it began is known to the owners of the maps. For that each of them is there with the
 * disk it enlisted with, and is heard. Confined to the event loop.
 */
final class Attendance {

  /** Why a host is missing that does not answer, or with another disk. */
  static final String AWAY = "is away";

  private final Hearing hearing;
  private final Roster roster;

  Attendance(Hearing hearing, Roster roster) {
    this.hearing = hearing;
    this.roster = roster;
  }

  /**
   * Who was there.
   *
   * @param hosts all who are enlisted
   * @param processes that run on them
   * @param missing those that are away or have not compared their copies, and why; empty if nobody
   *     knows better
   */
  record Taken(List<Enlisted> hosts, Set<Long> processes, Map<Enlisted, String> missing) {
    boolean isFull() {
      return missing.isEmpty();
    }
  }

  /** Fails when it is not known who is enlisted. */
  CompletableFuture<Taken> take(CallContext context) {
    return roster
        .read(context)
        .thenCompose(
            hosts -> {
              Set<NodeAddress> asked =
                  hosts.stream()
                      .map(Enlisted::address)
                      .collect(Collectors.toCollection(LinkedHashSet::new));
              return hearing.hear(asked, context).thenApply(heard -> taken(hosts, heard));
            });
  }

  private static Taken taken(List<Enlisted> hosts, Heard heard) {
    Map<Enlisted, String> away = new LinkedHashMap<>();
    Map<Enlisted, String> behind = new LinkedHashMap<>();
    Set<Long> processes = new LinkedHashSet<>();
    for (Enlisted host : hosts) {
      Optional<AuditMark> mark =
          heard.of(host.address()).filter(said -> said.disk() == host.disk());
      if (mark.isEmpty()) {
        away.put(host, AWAY);
      } else {
        processes.add(mark.get().process());
        if (!heard.hasCompared(host.address())) {
          behind.put(host, "has not compared its copies");
        }
      }
    }
    return new Taken(hosts, processes, away.isEmpty() ? behind : away);
  }
}
