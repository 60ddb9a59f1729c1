// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import io.dftp.net.NodeAddress;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One node of the cluster: its data folder, and the process that runs on it at the moment.
 * Thread-safe; one thread at a time starts and stops it.
 */
final class Node implements AutoCloseable {

  static final String USER = "chaos";
  static final String PASSWORD = "correct-horse";

  private static final Pattern READY = Pattern.compile("(?m)^READY name=\\S+ .*ring=(\\S+) id=");
  private static final long LOOKS_EVERY_MILLIS = 50;
  private static final int SIGNALS_WITHIN_SECONDS = 10;

  private final Path folder;
  private final String label;
  private final Launch launch;
  private final int ftpPort;

  private volatile @Nullable Process process;
  private final AtomicInteger incarnation = new AtomicInteger();
  private final AtomicInteger disk = new AtomicInteger(1);
  private volatile int ringPort;
  private volatile boolean closed;

  /**
   * How processes are started.
   *
   * @param java the command up to the name of the subcommand
   * @param config the folder of settings, in place of the user's
   * @param password the file that holds {@link #PASSWORD}
   */
  record Launch(List<String> java, String cluster, int discoveryPort, Path config, Path password) {
    Launch {
      java = List.copyOf(java);
    }
  }

  Node(Path folder, int number, Launch launch) {
    this.folder = folder;
    this.label = "n" + number;
    this.launch = launch;
    this.ftpPort = Ports.free();
    this.ringPort = Ports.free();
  }

  String label() {
    return label;
  }

  /** Returns the name under which it enlists; another one for each disk. */
  String name() {
    return label + "-" + disk.get();
  }

  int ftpPort() {
    return ftpPort;
  }

  NodeAddress ring() {
    return new NodeAddress("127.0.0.1", ringPort);
  }

  Path data() {
    return folder.resolve(label);
  }

  /** Returns which start this is. */
  int incarnation() {
    return incarnation.get();
  }

  boolean isAlive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** Starts the process on its folder. */
  void start() throws IOException {
    List<String> command = new ArrayList<>(launch.java());
    command.addAll(List.of("node", "--verbose", "--name", name()));
    command.addAll(List.of("--ftp-port", String.valueOf(ftpPort)));
    command.addAll(List.of("--ring-port", String.valueOf(ringPort)));
    command.addAll(List.of("--discovery-port", String.valueOf(launch.discoveryPort())));
    command.addAll(List.of("--cluster", launch.cluster(), "--data", data().toString()));
    // What a client appends where it saw no file would go on with what it does not know to be kept.
    command.addAll(List.of("--partial", "discard"));
    command.addAll(List.of("--user", USER, "--password-file", launch.password().toString()));
    incarnation.incrementAndGet();
    ProcessBuilder starting = new ProcessBuilder(command);
    starting.environment().put("DFTP_CONFIG_DIR", launch.config().toString());
    process =
        starting
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out().toFile())
            .redirectError(Redirect.appendTo(folder.resolve(label + ".err").toFile()))
            .start();
    if (closed) {
      close();
    }
  }

  /** The process begins it anew with each start, so that READY is of this one. */
  private Path out() {
    return folder.resolve(label + ".out");
  }

  /**
   * Waits until it serves.
   *
   * @return whether it does; if not, it has ended or the time is up
   */
  boolean awaitReady(Duration within) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Matcher ready = READY.matcher(Files.exists(out()) ? Files.readString(out()) : "");
      if (ready.find()) {
        ringPort = NodeAddress.parse(ready.group(1)).port();
        return true;
      }
      if (!isAlive()) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOKS_EVERY_MILLIS);
    }
    return false;
  }

  /** Returns how its process ended; -1 if it has not. */
  int exitCode() {
    Process ended = process;
    return ended == null || ended.isAlive() ? -1 : ended.exitValue();
  }

  /** SIGKILL; returns when it is gone. */
  void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.toHandle().destroyForcibly();
      running.waitFor();
    }
  }

  /** SIGSTOP. */
  void pause() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** SIGCONT. */
  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    Process running = process;
    if (running != null && running.isAlive()) {
      new ProcessBuilder("kill", signal, String.valueOf(running.pid()))
          .start()
          .waitFor(SIGNALS_WITHIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  /**
   * Its disk is gone: the next start is that of a new host.
   *
   * @return the name of the one that never comes back
   */
  String loseDisk() throws IOException {
    String gone = name();
    Folders.delete(data());
    disk.incrementAndGet();
    ringPort = Ports.free();
    return gone;
  }

  /** Ends the process; none is started any more. */
  @Override
  public void close() {
    closed = true;
    Process running = process;
    if (running != null) {
      running.toHandle().destroyForcibly();
    }
  }

  @Override
  public String toString() {
    return label;
  }
}
