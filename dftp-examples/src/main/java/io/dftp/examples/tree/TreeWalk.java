// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.examples.tree.Snapshot.Node;
import io.dftp.ftp.files.DirectoryPage;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a whole tree through one host, every file in full. */
final class TreeWalk {

  private static final int PAGE = 100;
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(40);

  private final Simulation simulation;
  private final FileSystem tree;
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  private TreeWalk(Simulation simulation, FileSystem tree) {
    this.simulation = simulation;
    this.tree = tree;
  }

  /** Returns all; throws {@link io.dftp.ftp.files.FileError} if something cannot be read. */
  static Snapshot all(Simulation simulation, FileSystem tree) {
    TreeWalk walk = new TreeWalk(simulation, tree);
    walk.directory("/");
    return new Snapshot(walk.nodes);
  }

  private void directory(String path) {
    FtpPath directory = FtpPath.of(path);
    List<FileInfo> all = new ArrayList<>();
    DirectoryPage page = simulation.await(tree.list(directory, "", PAGE), ANSWERED_WITHIN);
    all.addAll(page.entries());
    while (!page.last()) {
      page = simulation.await(tree.listOn(directory, page, PAGE), ANSWERED_WITHIN);
      all.addAll(page.entries());
    }
    for (FileInfo info : all) {
      String child = Scene.child(path, info.name());
      long modified = info.modified().toEpochMilli();
      if (info.isDirectory()) {
        nodes.put(child, new Node(true, info.id(), modified, ""));
        directory(child);
      } else {
        String text =
            simulation.await(FileReading.whole(tree, FtpPath.of(child)), ANSWERED_WITHIN).text();
        nodes.put(child, new Node(false, info.id(), modified, text));
      }
    }
  }
}
