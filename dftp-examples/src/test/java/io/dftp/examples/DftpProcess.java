// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code dftp} command in a process of its own; the process ends with {@link #close}. */
final class DftpProcess implements AutoCloseable {

  private static final Pattern READY =
      Pattern.compile("READY name=(\\S+) ftp=(\\S+) ring=(\\S+) id=([0-9a-f]{40})");

  /** In place of the user's: what all processes of this JVM share, and nobody else. */
  private static final Path CONFIG = config();

  private static final List<String> SMALL = List.of("-Xmx256m");

  private final Process process;
  private final Lines out;
  private final Lines err;
  private final List<String> command;

  private DftpProcess(List<String> command, Path directory, Path config) throws IOException {
    this.command = command;
    ProcessBuilder starting = new ProcessBuilder(command).directory(directory.toFile());
    starting.environment().put("DFTP_CONFIG_DIR", config.toString());
    process = starting.start();
    process.getOutputStream().close();
    out = new Lines(process.getInputStream());
    err = new Lines(process.getErrorStream());
  }

  /** Starts a command in a directory with what most tests give it. */
  static DftpProcess start(Path directory, String... arguments) throws IOException {
    return start(directory, SMALL, arguments);
  }

  /** Starts a command of another user, so to speak: one with a folder of settings of its own. */
  static DftpProcess startAs(Path config, Path directory, String... arguments) throws IOException {
    return start(config, directory, SMALL, arguments);
  }

  /**
   * Starts a command in a directory: from the jar that the build names, else from this JVM's class
   * path.
   */
  static DftpProcess start(Path directory, List<String> jvmOptions, String... arguments)
      throws IOException {
    return start(CONFIG, directory, jvmOptions, arguments);
  }

  private static DftpProcess start(
      Path config, Path directory, List<String> jvmOptions, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Many of them share two cores.
    command.addAll(List.of("-XX:+UseSerialGC", "-ea"));
    command.addAll(jvmOptions);
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(temporary(directory)));
    Optional<String> jar = Optional.ofNullable(System.getProperty("dftp.jar"));
    if (jar.isPresent()) {
      command.addAll(List.of("-jar", jar.get()));
    } else {
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    }
    command.addAll(List.of(arguments));
    return new DftpProcess(command, directory, config);
  }

  /** Returns the file of the secret that nodes share; it is there once one has started. */
  static Path secretFile() {
    return CONFIG.resolve("secret");
  }

  private static Path config() {
    try {
      Path folder = Files.createTempDirectory("dftp-config");
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    folder.resolve("secret").toFile().delete();
                    folder.toFile().delete();
                  }));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the folder for temporary files of the processes started in a directory. */
  static Path temporary(Path directory) {
    return directory.resolve("tmp");
  }

  /** Returns the lines of standard output so far. */
  List<String> out() {
    return out.soFar();
  }

  /** Returns the lines of standard error so far. */
  List<String> err() {
    return err.soFar();
  }

  /** Returns those of them that do not tell what a start does that takes long. */
  List<String> complaints() {
    return err().stream().filter(line -> !line.matches("dftp: .* \\([0-9]+ s\\)")).toList();
  }

  /** Waits until the node has joined and serves. */
  Ready awaitReady(Duration within) {
    return Await.value(
        "READY of " + command.subList(command.indexOf("node"), command.size()),
        within,
        () -> {
          for (String line : out()) {
            Matcher matcher = READY.matcher(line);
            if (matcher.matches()) {
              return new Ready(
                  matcher.group(1),
                  NodeAddress.parse(matcher.group(2)),
                  NodeAddress.parse(matcher.group(3)),
                  matcher.group(4));
            }
          }
          if (process.isAlive()) {
            throw new AssertionError("out " + out() + ", err " + err());
          }
          out.awaitEnd();
          err.awaitEnd();
          throw new Await.InVain(
              command + " ended with " + process.exitValue() + ", out " + out() + ", err " + err());
        });
  }

  /** Waits until the process has ended by itself and returns its exit code. */
  int awaitExit(Duration within) throws InterruptedException {
    assertThat(process.waitFor(Await.bound(within).toMillis(), TimeUnit.MILLISECONDS))
        .as("%s ends within %s; out %s, err %s", command, within, out(), err())
        .isTrue();
    out.awaitEnd();
    err.awaitEnd();
    return process.exitValue();
  }

  /** Asks the process to end: SIGTERM. */
  void terminate() {
    // Process.destroy would close the streams, and the last lines would be lost.
    process.toHandle().destroy();
  }

  /** Ends the process without warning, SIGKILL, and waits until it is gone. */
  void kill() {
    process.toHandle().destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** What a node says when it serves. */
  record Ready(String name, NodeAddress ftp, NodeAddress ring, String id) {}

  /** Reads a stream to its end on a thread of its own, so that the process never waits for us. */
  private static final class Lines {

    private static final int MOST_LINES = 10_000;

    // Guarded by itself.
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    Lines(InputStream stream) {
      reader = new Thread(() -> readAll(stream), "reader");
      reader.setDaemon(true);
      reader.start();
    }

    private void readAll(InputStream stream) {
      try (BufferedReader in =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          synchronized (lines) {
            if (lines.size() < MOST_LINES) {
              lines.add(line);
            }
          }
        }
      } catch (IOException killed) {
        // The stream of a process that was killed may break instead of ending.
        return;
      }
    }

    List<String> soFar() {
      synchronized (lines) {
        return List.copyOf(lines);
      }
    }

    void awaitEnd() throws InterruptedException {
      reader.join(TimeUnit.SECONDS.toMillis(10));
    }
  }
}
