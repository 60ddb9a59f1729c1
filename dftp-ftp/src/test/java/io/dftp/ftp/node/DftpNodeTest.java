// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DftpNodeTest {

  @TempDir private Path folder;

  @Test
  void aNodeTakesAnotherPortWhenAnotherProcessWasFaster() throws Exception {
    int port = freePort();
    CompletableFuture<DftpNode> starting = startAt(port, false);
    try (ServerSocket faster = takeOnceChosen(port);
        DftpNode node = starting.get(30, TimeUnit.SECONDS)) {
      assertThat(faster.isBound()).isTrue();
      assertThat(node.ftpAddress().port()).isGreaterThan(port);
    }
  }

  @Test
  void aPortThatTheUserNamedIsNotGivenUp() throws Exception {
    int port = freePort();
    CompletableFuture<DftpNode> starting = startAt(port, true);
    try (ServerSocket faster = takeOnceChosen(port)) {
      assertThat(faster.isBound()).isTrue();
      assertThatThrownBy(() -> starting.get(30, TimeUnit.SECONDS))
          .hasRootCauseMessage("Address already in use")
          .hasMessageContaining("choose another port with --ftp-port");
    }
  }

  private CompletableFuture<DftpNode> startAt(int port, boolean exactly) {
    DftpNodeConfig config =
        DftpNodeConfig.builder()
            .name("n")
            .broadcast(false)
            .ftpPort(port, exactly)
            .data(folder)
            .user("u", "p")
            .build();
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return DftpNode.start(config, (coordinator, epoch) -> {});
          } catch (StartException failed) {
            throw new CompletionException(failed);
          }
        });
  }

  /** The port has been chosen when the data folder is locked; it is bound after the join. */
  private ServerSocket takeOnceChosen(int port) throws IOException {
    while (!Files.exists(folder.resolve("lock"))) {
      Thread.onSpinWait();
    }
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket()) {
      any.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return any.getLocalPort();
    }
  }
}
