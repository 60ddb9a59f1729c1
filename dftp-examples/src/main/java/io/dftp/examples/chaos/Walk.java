// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Reads the whole tree through one node. In a settled cluster nothing may be refused. */
final class Walk {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 500;

  private final Uploads uploads;
  private final long deadline;

  Walk(Uploads uploads, Duration within) {
    this.uploads = uploads;
    this.deadline = System.nanoTime() + within.toNanos();
  }

  /** Returns the tree with all bytes read. */
  Tree read(Node node) throws IOException, InterruptedException {
    try (FtpLink link = FtpLink.open(node, PATIENCE)) {
      Map<String, Version> nodes = new TreeMap<>();
      for (Map.Entry<String, Long> entry : names(link).entrySet()) {
        boolean directory = entry.getValue() < 0;
        nodes.put(entry.getKey(), directory ? Version.DIRECTORY : version(link, entry.getKey()));
      }
      return new Tree(nodes);
    }
  }

  /** Returns all paths with their lengths, as one node lists them. */
  Map<String, Long> list(Node node) throws IOException, InterruptedException {
    try (FtpLink link = FtpLink.open(node, PATIENCE)) {
      return names(link);
    }
  }

  private Map<String, Long> names(FtpLink link) throws InterruptedException {
    Map<String, Long> names = new TreeMap<>();
    names.put("/", -1L);
    list(link, "/", names);
    return names;
  }

  private void list(FtpLink link, String directory, Map<String, Long> into)
      throws InterruptedException {
    FtpLink.Listing listing = link.list(directory);
    while (!listing.answer().isDone()) {
      again("list", directory, link, listing.answer());
      listing = link.list(directory);
    }
    for (Map.Entry<String, Long> entry : listing.names().entrySet()) {
      String path = (directory.equals("/") ? "" : directory) + "/" + entry.getKey();
      into.put(path, entry.getValue());
      if (entry.getValue() < 0) {
        list(link, path, into);
      }
    }
  }

  private Version version(FtpLink link, String path) throws InterruptedException {
    FtpLink.Read read = link.read(path);
    while (!read.answer().isDone()) {
      again("read", path, link, read.answer());
      read = link.read(path);
    }
    byte[] bytes = read.bytes();
    return uploads
        .of(bytes)
        .orElseThrow(
            () -> new Wrong(path + " has " + Upload.explain(bytes) + ", which is no version"));
  }

  private void again(String what, String path, FtpLink link, Answer answer)
      throws InterruptedException {
    if (System.nanoTime() - deadline > 0 || link.isBroken()) {
      throw new Wrong(
          "settled, but cannot " + what + " " + path + " through " + link.node() + ": " + answer);
    }
    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
  }
}
