// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on loopback of a machine that several users share; each user has a folder of settings. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SharedMachineIT {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private final String discoveryPort = "" + FreePorts.next();

  @Test
  void nodesOfOneUserFindEachOtherAndThoseOfAnotherStayOut() throws Exception {
    Path alice = directory.resolve("alice");
    Path mallory = directory.resolve("mallory");
    // At one moment, so that they have to agree on a secret.
    try (DftpProcess first = node(alice, "a1");
        DftpProcess second = node(alice, "a2")) {
      String ring = first.awaitReady(SOON).ring().toString();
      second.awaitReady(SOON);
      try (DftpProcess stranger = node(mallory, "m")) {
        String strangeRing = stranger.awaitReady(SOON).ring().toString();

        assertThat(status(alice, ring, "--wait", "60")).contains("a1", "a2").doesNotContain("m ");
        String alone = status(mallory, strangeRing, "--wait", "60");
        assertThat(alone).contains("m ").doesNotContain("a1");
        Await.passes(
            "status tells of the strangers",
            SOON,
            () ->
                assertThat(status(mallory, strangeRing))
                    .contains("its cluster secret is another one", "dftp secret show"));
        for (DftpProcess each : List.of(first, second, stranger)) {
          assertThat(each.err().stream().filter(line -> line.contains("is not heard")))
              .hasSize(1)
              .allMatch(line -> line.contains("--secret-file"));
        }
        refuses(mallory, ring, "the cluster secret of that host is another one");
        refuses(directory.resolve("nobody"), ring, "this host has no cluster secret, that one has");
      }
    }
    for (String data : List.of("a1", "a2", "m")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path(data))))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void withoutAPlaceForTheSecretANodeSaysWhatToDo() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    try (DftpProcess node = node(file.resolve("below"), "a")) {
      assertThat(node.awaitExit(ANSWER_WITHIN)).isEqualTo(2);
      assertThat(node.complaints()).hasSize(1);
      assertThat(node.complaints().get(0)).contains("DFTP_CONFIG_DIR").contains("--secret-file");
    }
    assertThat(path("a")).doesNotExist();
  }

  @Test
  void theSecretThatIsShownLetsIn() throws Exception {
    Path alice = directory.resolve("alice");
    Path brought = Files.createTempFile(directory, "brought", null);
    try (DftpProcess node = node(alice, "a1")) {
      String ring = node.awaitReady(SOON).ring().toString();
      try (DftpProcess show = DftpProcess.startAs(alice, directory, "secret", "show")) {
        assertThat(show.awaitExit(ANSWER_WITHIN)).isZero();
        Files.write(brought, show.out());
      }

      assertThat(
              status(
                  directory.resolve("nobody"),
                  ring,
                  "--wait",
                  "60",
                  "--secret-file",
                  brought.toString()))
          .contains("a1");
    }
  }

  @Test
  void nodesWithoutNamesHaveFoldersOfTheirOwnAndAPasswordInViewIsWarnedOf() throws Exception {
    String[] arguments = {
      "node", "--discovery-port", discoveryPort, "--cluster", "unnamed", "--user", "u:word"
    };
    List<String> ids = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try (DftpProcess first = DftpProcess.start(directory, arguments);
        DftpProcess second = DftpProcess.start(directory, arguments)) {
      for (DftpProcess each : List.of(first, second)) {
        DftpProcess.Ready ready = each.awaitReady(SOON);
        ids.add(ready.id());
        names.add(ready.name());
        assertThat(each.complaints().get(0))
            .contains("can be seen by all users")
            .contains("--password-file");
      }
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(directory.resolve("dftp-data").toFile().list())
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(names).anyMatch(name -> name.endsWith("-2"));
  }

  private DftpProcess node(Path config, String name) throws Exception {
    Path password = Files.createTempFile(directory, "password", null);
    Files.writeString(password, "word\n");
    return DftpProcess.startAs(
        config,
        directory,
        "node",
        "--name",
        name,
        "--data",
        path(name).toString(),
        "--discovery-port",
        discoveryPort,
        "--cluster",
        "shared-" + discoveryPort,
        "--user",
        "u",
        "--password-file",
        password.toString());
  }

  private Path path(String name) {
    return directory.resolve("data-" + name);
  }

  private String status(Path config, String ring, String... more) throws Exception {
    try (DftpProcess status = ask(config, ring, more)) {
      status.awaitExit(Duration.ofSeconds(90));
      assertThat(status.err()).isEmpty();
      return String.join("\n", status.out());
    }
  }

  private void refuses(Path config, String ring, String why) throws Exception {
    try (DftpProcess status = ask(config, ring)) {
      assertThat(status.awaitExit(ANSWER_WITHIN)).isEqualTo(2);
      assertThat(status.err()).hasSize(1);
      assertThat(status.err().get(0)).contains(why).contains("--secret-file");
    }
  }

  private DftpProcess ask(Path config, String ring, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("status", "--ring", ring, "--cluster", "shared-" + discoveryPort));
    arguments.addAll(List.of(more));
    return DftpProcess.startAs(config, directory, arguments.toArray(String[]::new));
  }
}
