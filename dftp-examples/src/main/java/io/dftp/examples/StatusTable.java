// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.HostStatus;
import io.dftp.cluster.PositionStatus;
import io.dftp.store.ScrubStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** The status of a cluster as text for people. */
final class StatusTable {

  private static final int SHOWN_ID_DIGITS = 10;

  private StatusTable() {}

  /**
   * Returns a summary and one row a host, without a line end; and what each host says of the
   * coordinator, where they do not agree on one.
   */
  static String of(String cluster, ClusterStatus status) {
    StringBuilder text = new StringBuilder();
    text.append("cluster ").append(cluster).append(": ");
    text.append(status.isSettled() ? "settled" : "not settled").append(System.lineSeparator());
    for (String reason : status.unsettled()) {
      text.append("  - ").append(reason).append(System.lineSeparator());
    }
    for (String warning : status.warnings()) {
      text.append("  ! ").append(warning).append(System.lineSeparator());
    }
    text.append(count(status.hosts().size(), "host"));
    text.append(" in ").append(count(status.rings(), "ring"));
    text.append(", coordinator ").append(status.coordinator().orElse("not agreed on"));
    text.append(System.lineSeparator());
    status
        .whyCoordinator()
        .ifPresent(why -> text.append("it leads: ").append(why).append(System.lineSeparator()));
    text.append(count(status.objectsTotal(), "object")).append(", ");
    text.append(status.objectsBelowTarget()).append(" with too few copies");
    if (status.objectsLost() > 0) {
      text.append(", ").append(status.objectsLost()).append(" lost");
    }
    text.append(System.lineSeparator());
    if (status.damagedCopies() > 0) {
      text.append(damaged(status)).append(System.lineSeparator());
    }
    text.append(System.lineSeparator());
    text.append(hosts(status.hosts()));
    if (status.coordinator().isEmpty()) {
      text.append(System.lineSeparator());
      for (HostStatus host : status.hosts()) {
        text.append(System.lineSeparator()).append(host.name()).append(": ").append(host.why());
      }
    }
    return text.toString();
  }

  private static String damaged(ClusterStatus status) {
    String left =
        status.damagedCopiesLeft() == 0
            ? "all replaced"
            : status.damagedCopiesLeft() + " not replaced";
    return status.damagedCopies() + " damaged copies found, " + left;
  }

  /** Returns one row a host, without a line end. */
  static String hosts(List<HostStatus> hosts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("HOST", "POSITION", "RING", "FTP", "COORDINATOR", "ROLE", "SEES", "VERIFIED"));
    for (HostStatus host : hosts) {
      rows.add(
          List.of(
              host.name(),
              host.positions().stream().map(StatusTable::shortId).collect(Collectors.joining(" ")),
              host.ring().toString(),
              host.service().isEmpty() ? "none" : host.service(),
              host.coordinator().isEmpty()
                  ? "none"
                  : host.coordinator() + " (epoch " + host.epoch() + ")",
              host.role(),
              sees(host),
              verified(host.scrub())));
    }
    return aligned(rows);
  }

  /** Returns one short row a host, for terminals of 80 columns, without a line end. */
  static String brief(List<HostStatus> hosts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("HOST", "FTP", "RING", "COORDINATOR", "ROLE", "SEES"));
    for (HostStatus host : hosts) {
      rows.add(
          List.of(
              host.name(),
              host.service().isEmpty() ? "none" : host.service(),
              host.ring().toString(),
              host.coordinator().isEmpty() ? "none" : host.coordinator(),
              host.role(),
              sees(host)));
    }
    return aligned(rows);
  }

  /** Says how many hosts it has around it in its ring, and how many it hears of another. */
  private static String sees(HostStatus host) {
    String others =
        host.outsiders().isEmpty() ? "" : ", " + host.outsiders().size() + " of another ring";
    return count(host.sees().size(), "host") + others;
  }

  /** Says how much of the disk the pass under way has verified, and when the one before ended. */
  private static String verified(ScrubStatus scrub) {
    List<String> parts = new ArrayList<>();
    if (scrub.thousandths() < 1000 && (scrub.thousandths() > 0 || scrub.passes() == 0)) {
      parts.add(scrub.thousandths() / 10 + " %");
    }
    if (scrub.passes() > 0) {
      parts.add(ago(scrub.sincePass()));
    }
    return String.join(", whole ", parts);
  }

  private static String ago(Duration time) {
    if (time.toMinutes() < 2) {
      return time.toSeconds() + " s ago";
    }
    return time.toHours() < 2 ? time.toMinutes() + " min ago" : time.toHours() + " h ago";
  }

  private static String shortId(PositionStatus position) {
    return HexFormat.of().formatHex(position.self().id().toBytes()).substring(0, SHOWN_ID_DIGITS);
  }

  private static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  private static String aligned(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join(System.lineSeparator(), lines);
  }
}
