// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that find each other by a name alone. */
@Timeout(120)
final class NamedHostsTest {

  private static final Duration OFTEN = Duration.ofMillis(100);
  private static final String NAME = "ring.example";

  @TempDir private Path folder;

  @Test
  void allAddressesOfANameAreFoundIpv4AndIpv6AndLookedUpAgain() throws Exception {
    AtomicReference<List<String>> records = new AtomicReference<>(List.of("10.0.0.1", "fd00::2"));
    try (NamedHosts hosts = open(records)) {
      assertThat(hosts.addresses())
          .containsExactly(
              new NodeAddress("10.0.0.1", 4100), new NodeAddress("fd00:0:0:0:0:0:0:2", 4100));

      records.set(List.of("10.0.0.3"));
      NodeGroup.until(() -> hosts.addresses().equals(List.of(new NodeAddress("10.0.0.3", 4100))));
    }
  }

  @Test
  void aNameThatIsNotThereYetIsLookedUpAgain() throws Exception {
    AtomicReference<List<String>> records = new AtomicReference<>(List.of());
    try (NamedHosts hosts = open(records)) {
      assertThat(hosts.addresses()).isEmpty();

      records.set(List.of("10.0.0.1"));
      NodeGroup.until(() -> hosts.addresses().size() == 1);
    }
  }

  @Test
  void aNodeJoinsTheRingOfOneThatTheNameStandsFor() throws Exception {
    int port = freePort();
    NamedHosts.Resolver resolver =
        records(new AtomicReference<>(List.of("127.0.0.1", "127.0.0.2")));
    try (DftpNode first = start(1, port, resolver);
        DftpNode second = start(2, port, resolver)) {
      assertThat(hostsSeenBy(second)).isEqualTo(2);
      assertThat(hostsSeenBy(first)).isEqualTo(2);
    }
  }

  /** As where a name is made of the hosts that are ready, and none is before they serve. */
  @Test
  void nodesThatBeganRingsOfTheirOwnBecomeOneWhenTheNameStandsForThem() throws Exception {
    int port = freePort();
    AtomicReference<List<String>> records = new AtomicReference<>(List.of());
    try (DftpNode first = start(1, port, records(records));
        DftpNode second = start(2, port, records(records))) {
      assertThat(hostsSeenBy(first)).isEqualTo(1);

      records.set(List.of("127.0.0.1", "127.0.0.2"));
      NodeGroup.until(() -> hostsSeenBy(first) == 2 && hostsSeenBy(second) == 2);
    }
  }

  private DftpNode start(int number, int ringPort, NamedHosts.Resolver resolver)
      throws StartException {
    DftpNodeConfig config =
        DftpNodeConfig.builder()
            .name("n" + number)
            .cluster("named-" + ringPort)
            .bind("127.0.0." + number)
            .ringPort(ringPort)
            .broadcast(false)
            .names(List.of(new NodeAddress(NAME, ringPort)))
            .ftpPort(0, true)
            .data(folder.resolve("n" + number))
            .user("u", "p")
            .build();
    return DftpNode.start(config, (coordinator, epoch) -> {}, resolver, OFTEN);
  }

  private static int hostsSeenBy(DftpNode node) throws Exception {
    return node.status(Duration.ofSeconds(5)).get(10, TimeUnit.SECONDS).hosts().size();
  }

  private static NamedHosts open(AtomicReference<List<String>> records)
      throws InterruptedException {
    return NamedHosts.open(List.of(new NodeAddress(NAME, 4100)), records(records), OFTEN);
  }

  /** Answers for the one name, as a name service does. */
  private static NamedHosts.Resolver records(AtomicReference<List<String>> records) {
    return name -> {
      List<String> now = records.get();
      if (!name.equals(NAME) || now.isEmpty()) {
        throw new UnknownHostException(name);
      }
      InetAddress[] found = new InetAddress[now.size()];
      for (int i = 0; i < found.length; i++) {
        found[i] = InetAddress.getByName(now.get(i));
      }
      return found;
    };
  }

  private static int freePort() throws Exception {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }
}
