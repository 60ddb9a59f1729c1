// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.ftp.node.StartException;
import io.dftp.ftp.node.StatusException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dftp demo}: three nodes in one process, and what happens to files when one is lost. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Starts three nodes in this process, uploads files through one, loses a node, and reads"
            + " them back. Everything lies in a temporary folder.")
final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("UnusedVariable") // Its setter is called, the field itself is not read.
  @Mixin
  private Verbosity verbosity = new Verbosity();

  @Option(names = "--exit", description = "End after the tour; without it the nodes go on serving.")
  private boolean exit;

  DemoCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Verbosity.showErrorsOnly();
    PrintWriter out = spec.commandLine().getOut();
    try (TemporaryFolder folder = TemporaryFolder.create("dftp-demo");
        DemoTour tour = new DemoTour(out, folder.path())) {
      // Main is not coming back from a Ctrl-C, so the nodes and their files go here.
      Thread cleaning = new Thread(() -> close(tour, folder), "clean-up");
      Runtime.getRuntime().addShutdownHook(cleaning);
      tour.run();
      if (!exit) {
        serve(out, tour, folder.path());
      }
      return Main.OK;
    } catch (IOException | StartException | StatusException e) {
      Main.complain(spec.commandLine(), "the demo failed: " + Main.reason(e));
      return Main.NOT_OK;
    }
  }

  private static void close(DemoTour tour, TemporaryFolder folder) {
    tour.close();
    folder.close();
  }

  private static void serve(PrintWriter out, DemoTour tour, Path folder)
      throws InterruptedException {
    out.println();
    out.println("The two nodes go on serving. Log in with any FTP client:");
    tour.printLogins();
    out.println("Files lie in " + folder + " until you end the demo with Ctrl-C.");
    out.flush();
    new CountDownLatch(1).await();
  }
}
