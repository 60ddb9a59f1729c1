// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.HostStatus;
import io.dftp.net.NodeAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What each of several hosts said last, and the line that sums it up. Used by one thread. */
final class WatchedHosts {

  private final Map<NodeAddress, Optional<HostStatus>> last = new LinkedHashMap<>();
  private String line = "";

  /** Nothing is known of the hosts yet; they count as silent. */
  WatchedHosts(List<NodeAddress> hosts) {
    hosts.forEach(host -> last.put(host, Optional.empty()));
  }

  /**
   * Takes what a host said now.
   *
   * @param answer empty when it did not answer
   * @return the new line, if it differs from the last one
   */
  Optional<String> heard(NodeAddress host, Optional<HostStatus> answer) {
    if (answer.equals(last.put(host, answer))) {
      return Optional.empty();
    }
    String now = summary();
    if (now.equals(line)) {
      return Optional.empty();
    }
    line = now;
    return Optional.of(now);
  }

  private String summary() {
    List<HostStatus> hosts =
        last.values().stream()
            .flatMap(Optional::stream)
            .sorted(Comparator.comparing(host -> host.positions().get(0).self().id()))
            .toList();
    ClusterStatus status = ClusterStatus.of(hosts, List.of());
    boolean right = RingSurvey.of(status, ClusterConfig.lan().chord().successors()).isIdeal();
    return "hosts="
        + hosts.size()
        + " silent="
        + (last.size() - hosts.size())
        + " rings="
        + status.rings()
        + " right="
        + yes(right)
        + " coordinator="
        + status.coordinator().orElse("-")
        + " epoch="
        + status.coordinator().map(name -> hosts.get(0).epoch()).orElse(0L)
        + " settled="
        + yes(hosts.size() == last.size() && status.isSettled())
        + " views="
        + hosts.stream()
            .sorted(Comparator.comparing(HostStatus::name))
            .map(WatchedHosts::view)
            .collect(Collectors.joining(","));
  }

  private static String view(HostStatus host) {
    return host.name()
        + ":"
        + (host.coordinator().isEmpty() ? "-" : host.coordinator())
        + "/"
        + host.epoch();
  }

  private static String yes(boolean so) {
    return so ? "yes" : "no";
  }
}
