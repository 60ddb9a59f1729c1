// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a node keeps its data that was not told where. */
@Timeout(60)
final class DefaultFolderTest {

  @TempDir private Path below;

  private final String cluster = "folders-" + UUID.randomUUID();

  @Test
  void itFollowsTheNameWhateverThePort() throws Exception {
    String id;
    try (DftpNode node = start("a", freePort())) {
      id = node.idHex();
    }

    try (DftpNode node = start("a", freePort());
        DftpNode other = start("b", freePort())) {
      assertThat(node.idHex()).isEqualTo(id).isNotEqualTo(other.idHex());
    }
    assertThat(below.toFile().list()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aFolderFoundAtTheOldPlaceStaysInUseUntilItIsRenamed() throws Exception {
    int port = freePort();
    String id;
    try (DftpNode node = start(Integer.toString(port), port)) {
      id = node.idHex();
    }

    try (DftpNode node = start("a", port)) {
      assertThat(node.idHex()).isEqualTo(id);
    }
    assertThat(below.resolve("a")).doesNotExist();

    Files.move(below.resolve(Integer.toString(port)), below.resolve("a"));
    try (DftpNode node = start("a", freePort())) {
      assertThat(node.idHex()).isEqualTo(id);
    }
    assertThat(below.toFile().list()).containsExactly("a");
  }

  @Test
  void whatIsNoDataFolderAtTheOldPlaceIsLeftAlone() throws Exception {
    int port = freePort();
    Path mine = Files.createDirectory(below.resolve(Integer.toString(port)));
    Files.writeString(mine.resolve("note"), "mine");

    start("a", port).close();

    assertThat(below.resolve("a/format")).exists();
    assertThat(mine.toFile().list()).containsExactly("note");
  }

  @Test
  void oneNameIsOneNodeAndAnotherNameIsFree() throws Exception {
    try (DftpNode node = start("a", freePort())) {
      assertThatThrownBy(() -> start("a", freePort()))
          .asInstanceOf(type(StartException.class))
          .matches(StartException::isDataFolderInUse);
      try (DftpNode other =
          DftpNode.start(config("a", freePort()).withName("a-2"), (name, epoch) -> {})) {
        assertThat(other.name()).isEqualTo("a-2");
        assertThat(other.idHex()).isNotEqualTo(node.idHex());
      }
    }
  }

  @Test
  void aNameThatIsNoFileNameIsRefused() {
    for (String name : new String[] {"..", ".", "a/b", "/a"}) {
      assertThatThrownBy(() -> config(name, 1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private DftpNode start(String name, int port) throws StartException {
    return DftpNode.start(config(name, port), (coordinator, epoch) -> {});
  }

  private DftpNodeConfig config(String name, int port) {
    return DftpNodeConfig.builder()
        .name(name)
        .cluster(cluster)
        .broadcast(false)
        .ftpPort(port, true)
        .dataBelow(below)
        .user("u", "p")
        .build();
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }
}
