// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stops a node from starting: one line, exit code 2, and nothing changed on disk. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BadInputIT {

  private static final Duration EXIT_WITHIN = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void aTakenFtpPort() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertRefused("" + port, arguments("--ftp-port", "" + port));
    }
  }

  @Test
  void aTakenRingPort() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertRefused("" + port, arguments("--ring-port", "" + port));
    }
  }

  @Test
  void aDataFolderThatIsAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "mine");

    assertRefused(file.toString(), arguments("--data", file.toString()));
  }

  @Test
  void aDataFolderBelowAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "mine");

    assertRefused("data", arguments("--data", file.resolve("data").toString()));
  }

  @Test
  void aFolderThatHoldsSomethingElse() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("photos"));
    Files.writeString(folder.resolve("one.jpg"), "mine");

    assertRefused(folder.toString(), arguments("--data", folder.toString()));
  }

  @Test
  void aWrongOptionBesideADataFolder() throws Exception {
    assertRefused("--frob", arguments("--frob", "1"));
  }

  @Test
  void seedsThatDoNotAnswerAFolderThatNeverJoined() throws Exception {
    String nobody = "127.0.0.1:" + FreePorts.next();

    List<String> said = assertRefused(nobody, arguments("--seed", nobody, "--discovery", "none"));

    assertThat(said)
        .anyMatch(
            line ->
                line.startsWith("dftp: no answer yet from " + nobody)
                    && line.contains("cannot be reached); tries for "));
    assertThat(said.get(said.size() - 1)).contains(nobody + " cannot be reached");
  }

  @Test
  void aDataFolderInUseAndOneOfAnotherCluster() throws Exception {
    try (TestCluster cluster = new TestCluster(directory)) {
      cluster.start(1);
      String folder = cluster.data(1).toString();

      try (DftpProcess second =
          DftpProcess.start(directory, arguments("--data", folder, "--name", "second"))) {
        assertThat(second.awaitExit(EXIT_WITHIN)).isEqualTo(2);
        assertOneLine(second, folder);
      }
      try (FtpSession session = cluster.open(1)) {
        session.makeDirectory("/still-serving");
      }

      cluster.kill(1);
      assertRefused("cluster", arguments("--data", folder, "--cluster", "another"));

      cluster.start(1);
    }
  }

  /** What the node knew of others is a hint; the list of its files is not. */
  @Test
  void aDamagedHintAndADamagedListOfRows() throws Exception {
    try (TestCluster cluster = new TestCluster(directory)) {
      cluster.start(1);
      try (FtpSession session = cluster.open(1)) {
        session.makeDirectory("/kept");
      }
      cluster.kill(1);
      Path data = cluster.data(1);
      Files.write(data.resolve("cells/peers"), new byte[] {1, 2, 3});

      cluster.start(1);
      try (FtpSession session = cluster.open(1)) {
        session.makeDirectory("/kept/too");
      }
      assertThat(data.resolve("cells/peers.damaged")).exists();

      cluster.kill(1);
      Files.writeString(data.resolve("rows/CURRENT"), "nothing");
      try (DftpProcess refused =
          DftpProcess.start(
              directory, arguments("--data", data.toString(), "--cluster", cluster.name()))) {
        assertThat(refused.awaitExit(EXIT_WITHIN)).isEqualTo(2);
        assertOneLine(refused, data.resolve("rows").toString());
        assertThat(refused.err().get(0)).contains("move that folder away");
      }
      try (Stream<Path> entries = Files.list(data)) {
        assertThat(entries.map(entry -> entry.getFileName().toString()))
            .noneMatch(entry -> entry.startsWith("rows."));
      }
    }
  }

  /**
   * Demands that a command ends with one line that names the culprit, and writes nothing.
   *
   * @return all it said
   */
  private List<String> assertRefused(String culprit, String... arguments) throws Exception {
    Files.createDirectories(DftpProcess.temporary(directory));
    Map<Path, String> before = snapshot();
    List<String> said;
    try (DftpProcess node = DftpProcess.start(directory, arguments)) {
      int code = node.awaitExit(EXIT_WITHIN);

      assertThat(code).as("out %s, err %s", node.out(), node.err()).isEqualTo(2);
      assertOneLine(node, culprit);
      said = node.err();
    }
    assertThat(snapshot()).isEqualTo(before);
    return said;
  }

  private static void assertOneLine(DftpProcess node, String culprit) {
    assertThat(node.out()).isEmpty();
    assertThat(node.complaints()).hasSize(1);
    assertThat(node.complaints().get(0)).startsWith("dftp: ").contains(culprit);
  }

  /** Returns arguments of a node on ports of its own, with these instead or in addition. */
  private String[] arguments(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("node"));
    Map<String, String> defaults = new TreeMap<>();
    defaults.put("--name", "lonely");
    defaults.put("--ftp-port", "" + FreePorts.next());
    defaults.put("--data", directory.resolve("new").toString());
    defaults.put("--discovery-port", "" + FreePorts.next());
    defaults.put("--user", "a");
    defaults.put("--password-file", passwordFile().toString());
    Arrays.asList(more).forEach(defaults::remove);
    defaults.forEach((option, value) -> arguments.addAll(List.of(option, value)));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private Path passwordFile() throws IOException {
    Path file = directory.resolve("pass");
    if (!Files.exists(file)) {
      Path made = Files.createTempFile(directory, "pass", null);
      Files.writeString(made, "word");
      Files.move(made, file);
    }
    return file;
  }

  /** Returns all paths below the directory with size and time of change. */
  private Map<Path, String> snapshot() throws IOException {
    Map<Path, String> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      paths.forEach(path -> found.put(path, describe(path)));
    }
    return found;
  }

  private static String describe(Path path) {
    try {
      return Files.isDirectory(path)
          ? "folder"
          : Files.size(path) + " " + Files.getLastModifiedTime(path).to(TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
