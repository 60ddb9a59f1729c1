// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.HostStatus;
import io.dftp.cluster.PositionStatus;
import io.dftp.net.NodeAddress;
import io.dftp.store.ScrubStatus;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The status of a cluster as one JSON object (RFC 8259) on one line. */
final class StatusJson {

  private StatusJson() {}

  /** Returns the object. */
  static String of(ClusterStatus status) {
    return "{\"settled\":"
        + status.isSettled()
        + ",\"unsettled\":"
        + strings(status.unsettled())
        + ",\"silent\":"
        + addresses(status.silent())
        + ",\"rings\":"
        + status.rings()
        + ",\"coordinator\":"
        + status.coordinator().map(StatusJson::string).orElse("null")
        + ",\"why\":"
        + status.whyCoordinator().map(StatusJson::string).orElse("null")
        + ",\"hosts\":"
        + status.hosts().stream().map(StatusJson::host).collect(Collectors.joining(",", "[", "]"))
        + ",\"objects\":{\"total\":"
        + status.objectsTotal()
        + ",\"belowTarget\":"
        + status.objectsBelowTarget()
        + ",\"lost\":"
        + status.objectsLost()
        + "}}";
  }

  private static String host(HostStatus host) {
    return "{\"name\":"
        + string(host.name())
        + ",\"ring\":"
        + string(host.ring().toString())
        + ",\"uid\":"
        + string(host.uid())
        + ",\"ftp\":"
        + string(host.service())
        + ",\"positions\":"
        + strings(host.positions().stream().map(StatusJson::hexId).toList())
        + ",\"coordinator\":"
        + (host.coordinator().isEmpty() ? "null" : string(host.coordinator()))
        + ",\"epoch\":"
        + host.epoch()
        + ",\"role\":"
        + string(host.role())
        + ",\"why\":"
        + string(host.why())
        + ",\"sees\":"
        + addresses(host.sees())
        + ",\"outsiders\":"
        + addresses(host.outsiders())
        + ",\"disk\":"
        + string(host.disk().name().toLowerCase(Locale.ROOT))
        + ",\"scrub\":"
        + scrub(host.scrub())
        + "}";
  }

  private static String scrub(ScrubStatus scrub) {
    return "{\"thousandths\":"
        + scrub.thousandths()
        + ",\"passes\":"
        + scrub.passes()
        + ",\"secondsSincePass\":"
        + (scrub.passes() == 0 ? "null" : scrub.sincePass().toSeconds())
        + ",\"secondsForPass\":"
        + (scrub.passTakes().isZero() ? "null" : scrub.passTakes().toSeconds())
        + ",\"damaged\":"
        + scrub.found()
        + ",\"waiting\":"
        + scrub.waiting()
        + ",\"lost\":"
        + scrub.lost()
        + "}";
  }

  private static String hexId(PositionStatus position) {
    return HexFormat.of().formatHex(position.self().id().toBytes());
  }

  private static String addresses(List<NodeAddress> hosts) {
    return strings(hosts.stream().map(NodeAddress::toString).toList());
  }

  private static String strings(List<String> texts) {
    return texts.stream().map(StatusJson::string).collect(Collectors.joining(",", "[", "]"));
  }

  /** Returns a JSON string: RFC 8259 section 7 wants quote, backslash and controls escaped. */
  static String string(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
            json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
