// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** STOU (RFC 959 section 4.1.3, RFC 1123 section 4.1.2.9). */
final class StoreUniqueTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyFileHasANameOfItsOwnInTheCurrentDirectory() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("MKD /d", 257);
      client.expect("CWD /d", 250);
      Set<String> names = new HashSet<>();
      for (String command : new String[] {"STOU", "STOU", "STOU a.txt", "STOU a.txt"}) {
        String name = storeUnique(client, command);
        names.add(name);

        assertThat(client.fetchText("RETR " + name)).isEqualTo(command);
        assertThat(client.fetchText("RETR /d/" + name)).isEqualTo(command);
      }
      assertThat(names).hasSize(4);
      assertThat(names).filteredOn(name -> name.startsWith("a.txt.")).hasSize(2);
      assertThat(client.fetchText("NLST").split("\r\n")).containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @Test
  void anOfferedPathNeverLeavesTheDirectory() throws Exception {
    try (RawClient client = server.loggedIn()) {
      for (String offered : new String[] {"/x/y", "../y", "..", " ", "-la", "a\u202eb"}) {
        assertThat(storeUnique(client, "STOU " + offered)).startsWith("stou.");
      }
    }
  }

  @Test
  void rightsRestAndDataConnectionAreAskedFor() throws Exception {
    try (RawClient reader = server.loggedIn("r")) {
      reader.expect("STOU", 553);
    }
    try (RawClient client = server.loggedIn()) {
      client.expect("STOU", 425);
      client.expect("TYPE I", 200);
      client.expect("EPSV", 229);
      client.expect("REST 3", 350);
      client.expect("STOU", 554);
      storeUnique(client, "STOU");
    }
  }

  private static String storeUnique(RawClient client, String command) throws Exception {
    String opening;
    try (Socket data = client.passive()) {
      opening = client.expect(command, 150);
      data.getOutputStream().write(command.getBytes(UTF_8));
    }
    client.expectReply(226);
    assertThat(opening).matches("150 FILE: [A-Za-z0-9._-]+");
    return opening.substring("150 FILE: ".length());
  }
}
