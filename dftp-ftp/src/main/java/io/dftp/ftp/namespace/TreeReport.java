// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import java.util.ArrayList;
import java.util.List;

/**
 * What a check of the tree has seen so far: counts, and what is not as it should be. Confined to
 * the event loop.
 */
public final class TreeReport {

  /** More are counted, and not told one by one. */
  public static final int MOST_FINDINGS = 10_000;

  private final List<Finding> findings = new ArrayList<>();
  private long directories;
  private long files;
  private long blocks;
  private long found;
  private boolean done;

  /** What can be wrong. */
  public enum Fault {
    /** No host that knows it can be reached; it may be all right. */
    UNKNOWN,
    /** Bytes of it are on no host that can be reached. */
    LOST,
    /** It has fewer copies than it should have, or some are damaged. */
    FEW_COPIES,
    /** It is named, but its bytes are given back, or would be. */
    UNLINKED,
    /** A directory that does not know where it hangs, or hangs in two places. */
    ADRIFT,
    /** Copies of names or contents are not known to be equal on all hosts. */
    NOT_COMPARED,
    /** A row that cannot be read. */
    UNREADABLE
  }

  /**
   * One thing that is not as it should be.
   *
   * @param path where; of a directory with a slash at its end
   * @param text what, for people
   */
  public record Finding(Fault fault, String path, String text) {}

  void directory() {
    directories++;
  }

  void file() {
    files++;
  }

  void blocks(int number) {
    blocks += number;
  }

  void add(Fault fault, String path, String text) {
    found++;
    if (findings.size() < MOST_FINDINGS) {
      findings.add(new Finding(fault, path, text));
    }
  }

  void finish() {
    done = true;
  }

  /** Returns the directories that were looked at. */
  public long directories() {
    return directories;
  }

  /** Returns the files that were looked at, all versions of a name. */
  public long files() {
    return files;
  }

  /** Returns the blocks that were looked at. */
  public long blocks() {
    return blocks;
  }

  /** Returns how much was found, also beyond {@value #MOST_FINDINGS}. */
  public long found() {
    return found;
  }

  /** Returns what was found, from that one on, in the order in which it was found. */
  public List<Finding> findings(int from) {
    return List.copyOf(findings.subList(Math.min(from, findings.size()), findings.size()));
  }

  /** Says whether the check has come to its end. */
  public boolean isDone() {
    return done;
  }
}
