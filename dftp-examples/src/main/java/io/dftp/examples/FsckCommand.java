// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.cluster.Reply;
import io.dftp.ftp.node.NodeQuestions;
import io.dftp.ftp.node.StatusException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dftp fsck}: proves that the tree of a running cluster is whole, or says what is not. */
@Command(
    name = "fsck",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Walks the whole tree of a running cluster: every directory must be known and hang where it"
          + " is found, every file's blocks must be on as many hosts as they should be, and all"
          + " copies of names must be equal. Changes nothing.",
      "Prints a line for each thing that is not so, with its path.",
      "Exit code 0: all is right. 1: something is not. 2: wrong option, or no answer."
    })
final class FsckCommand implements Callable<Integer> {

  private static final Duration ASK_AT_MOST = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 500;
  private static final long TELL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int RUNNING_WORDS = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("UnusedVariable") // Its setter is called, the field itself is not read.
  @Mixin
  private Verbosity verbosity = new Verbosity();

  @Option(
      names = "--quick",
      description = "Only ask hosts for the blocks, do not have them read and checked.")
  private boolean quick;

  @Mixin private AskedNode node = new AskedNode();

  /** Made by picocli. */
  FsckCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    AskedNode.Checked asked = node.checked();
    try {
      Reply begun =
          NodeQuestions.beginFsck(
              asked.ring(), asked.cluster(), asked.secret(), !quick, ASK_AT_MOST);
      return begun.done() ? follow(asked, begun.text()) : refused(begun.text());
    } catch (StatusException e) {
      Main.complain(spec.commandLine(), Main.reason(e));
      return Main.USAGE;
    }
  }

  private int follow(AskedNode.Checked asked, String number)
      throws InterruptedException, StatusException {
    int known = 0;
    long toldNanos = System.nanoTime();
    while (true) {
      Reply reply =
          NodeQuestions.moreFsck(
              asked.ring(), asked.cluster(), asked.secret(), number, known, ASK_AT_MOST);
      if (!reply.done()) {
        return refused(reply.text());
      }
      List<String> lines = List.of(reply.text().split("\n", -1));
      List<String> words = List.of(lines.get(0).split(" ", -1));
      if (words.size() != RUNNING_WORDS) {
        return refused("the node answers in words of another version");
      }
      for (String finding : lines.subList(1, lines.size())) {
        spec.commandLine().getOut().println(finding);
        known++;
      }
      String sum =
          String.format(
              "%s directories, %s files, %s blocks looked at; %s things are not right",
              words.get(1), words.get(2), words.get(3), words.get(4));
      if (words.get(0).equals("done")) {
        boolean right = words.get(4).equals("0");
        spec.commandLine()
            .getOut()
            .println(right ? sum.replace("0 things are not right", "all is right") : sum);
        return right ? Main.OK : Main.NOT_OK;
      }
      if (lines.size() == 1) {
        if (System.nanoTime() - toldNanos > TELL_EVERY_NANOS) {
          toldNanos = System.nanoTime();
          spec.commandLine().getErr().println(sum + " so far");
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }
  }

  private int refused(String why) {
    Main.complain(spec.commandLine(), why);
    return Main.NOT_OK;
  }
}
