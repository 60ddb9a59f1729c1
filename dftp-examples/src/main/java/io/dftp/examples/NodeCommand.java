// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.ftp.node.DftpNode;
import io.dftp.ftp.node.DftpNodeConfig;
import io.dftp.ftp.node.NodeListener;
import io.dftp.ftp.node.StartException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code dftp node}: runs one node until SIGTERM or SIGINT, then leaves the ring and exits 0. A
 * node whose disk fails leaves the ring at once and exits {@value Main#DISK_FAILED}.
 *
 * <p>Standard output carries {@link EventLines} only.
 */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs a node: joins the ring, or begins one, and serves the file tree by FTP.")
final class NodeCommand implements Callable<Integer> {

  /** How long a leaving node may hand over before it goes anyway. */
  private static final Duration LEAVE_AT_MOST = Duration.ofSeconds(20);

  private static final int MOST_UNNAMED = 100;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private NodeOptions options = new NodeOptions();

  @SuppressWarnings("UnusedVariable") // Its setter is called, the field itself is not read.
  @Mixin
  private Verbosity verbosity = new Verbosity();

  private final AtomicReference<@Nullable DftpNode> running = new AtomicReference<>();
  private final CountDownLatch diskFailed = new CountDownLatch(1);

  NodeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    String password = Passwords.generate(new SecureRandom());
    DftpNodeConfig config;
    try {
      config = options.config(password, PasswordInput.ofProcess(), () -> OwnSecret.of(spec));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Main.reason(e), e);
    }
    if (options.showsPassword()) {
      Main.complain(
          spec.commandLine(),
          "warning: the password after --user NAME: can be seen by all users of this machine, in ps"
              + " for instance; give --user NAME and --password-file FILE, or - for standard input");
    }
    EventLines events = new EventLines(spec.commandLine().getOut());
    Thread leaving = new Thread(() -> leave(events), "leave");
    Runtime.getRuntime().addShutdownHook(leaving);
    DftpNode node;
    try (StartLines progress = new StartLines(spec.commandLine().getErr())) {
      node = start(config, listener(events, progress));
    } catch (StartException e) {
      if (unhook(leaving)) {
        Main.complain(spec.commandLine(), Main.reason(e));
      }
      return Main.USAGE;
    }
    if (options.hasNoUser()) {
      spec.commandLine()
          .getErr()
          .println("dftp: log in as user dftp, password " + password + " (until this node ends)");
      spec.commandLine().getErr().flush();
    }
    node.certificateFingerprint()
        .ifPresent(
            fingerprint -> {
              spec.commandLine().getErr().println("dftp: FTP certificate SHA-256 " + fingerprint);
              spec.commandLine().getErr().flush();
            });
    running.set(node);
    events.ready(node);
    diskFailed.await();
    if (!unhook(leaving)) {
      // The process was asked to end at the same moment; the hook ends it.
      new CountDownLatch(1).await();
    }
    node.close();
    Main.complain(
        spec.commandLine(),
        "the disk of the data folder failed; the node has left the ring. What it held lies on other"
            + " nodes; look at the disk, and start the node again");
    return Main.DISK_FAILED;
  }

  /** Nodes that were not named go by the first names whose folders are free. */
  private DftpNode start(DftpNodeConfig config, NodeListener listener) throws StartException {
    Optional<String> free = options.freeName();
    DftpNodeConfig next = config;
    for (int number = 2; ; number++) {
      try {
        return DftpNode.start(next, listener);
      } catch (StartException failure) {
        if (free.isEmpty() || !failure.isDataFolderInUse() || number > MOST_UNNAMED) {
          throw failure;
        }
        next = config.withName(free.get() + "-" + number);
      }
    }
  }

  private NodeListener listener(EventLines events, StartLines progress) {
    return new NodeListener() {
      @Override
      public void coordinatorChanged(String coordinatorName, long epoch) {
        events.coordinatorChanged(coordinatorName, epoch);
      }

      @Override
      public void starting(String what) {
        progress.doing(what);
      }

      @Override
      public void diskFailed() {
        diskFailed.countDown();
      }
    };
  }

  /**
   * Runs when the process was asked to end. It halts, because a process that ends by a signal would
   * otherwise report the signal as its exit code.
   */
  private void leave(EventLines events) {
    DftpNode node = running.get();
    if (node != null) {
      node.leave(LEAVE_AT_MOST);
      try {
        events.left();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Runtime.getRuntime().halt(Main.OK);
  }

  /** Returns whether the hook was taken away in time, which is so unless the process is ending. */
  private static boolean unhook(Thread leaving) {
    try {
      return Runtime.getRuntime().removeShutdownHook(leaving);
    } catch (IllegalStateException ending) {
      return false;
    }
  }
}
