// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dftp.ftp.namespace.RingFileSystem;
import io.dftp.ftp.namespace.TreeReport;
import io.dftp.ftp.namespace.TreeReport.Finding;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Checks the tree for an operator, one check at a time: begins it, and tells how far it is.
 * Confined to the event loop.
 */
final class FsckDesk {

  static final String BEGIN = "fsck begin ";
  static final String MORE = "fsck more ";
  static final String FULL = "full";

  private static final int MOST_BYTES = 32 * 1024;
  private static final int MOST_PATH = 1000;

  private final RingFileSystem files;
  private @Nullable TreeReport report;
  private int number;

  FsckDesk(RingFileSystem files) {
    this.files = files;
  }

  /** Begins a check, and returns its number. */
  CompletableFuture<String> begin(String how) {
    TreeReport last = report;
    if (last != null && !last.isDone()) {
      return refused("another check is under way at this node; wait, or ask another node");
    }
    report = files.check(how.equals(FULL));
    number++;
    return CompletableFuture.completedFuture(String.valueOf(number));
  }

  /**
   * Tells how far a check is: a line of numbers, then what was found from one on.
   *
   * @param what its number, and the first that is of interest
   */
  CompletableFuture<String> more(String what) {
    List<String> words = List.of(what.split(" ", -1));
    TreeReport last = report;
    if (last == null || words.size() != 2 || !words.get(0).equals(String.valueOf(number))) {
      return refused("that check is not known here; was the node started again?");
    }
    int from;
    try {
      from = Integer.parseUnsignedInt(words.get(1));
    } catch (NumberFormatException malformed) {
      return refused("not a number: " + words.get(1));
    }
    List<String> lines = lines(last.findings(from));
    boolean done = last.isDone() && from + lines.size() >= last.findings(0).size();
    StringBuilder text = new StringBuilder();
    text.append(done ? "done" : "running")
        .append(' ')
        .append(last.directories())
        .append(' ')
        .append(last.files())
        .append(' ')
        .append(last.blocks())
        .append(' ')
        .append(last.found());
    lines.forEach(line -> text.append('\n').append(line));
    return CompletableFuture.completedFuture(text.toString());
  }

  /** Returns a line for each of the first of them, as many as one answer holds. */
  private static List<String> lines(List<Finding> findings) {
    List<String> lines = new ArrayList<>();
    int bytes = 0;
    for (Finding finding : findings) {
      String line = finding.fault() + " " + line(finding);
      bytes += line.getBytes(UTF_8).length + 1;
      if (bytes > MOST_BYTES) {
        return lines;
      }
      lines.add(line);
    }
    return lines;
  }

  private static String line(Finding finding) {
    String path = finding.path().replaceAll("[\\p{Cntrl}]", "?");
    String shown =
        path.length() <= MOST_PATH ? path : "..." + path.substring(path.length() - MOST_PATH);
    return shown + ": " + finding.text();
  }

  private static CompletableFuture<String> refused(String why) {
    return CompletableFuture.failedFuture(new DftpException(Outcome.DID_NOT_HAPPEN, why));
  }
}
