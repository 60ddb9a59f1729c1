// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.ftp.protocol.FtpPath;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The paths that clients choose: few, so that they meet, and those that they have seen. */
final class Ways {

  /** Files in it are never renamed, nor is it. */
  static final String REGISTERS = "/r";

  private static final List<String> REGISTER_NAMES = List.of("r0", "r1", "r2", "r3");
  private static final List<String> TOPS = List.of("/d1", "/d2", "/d3");
  private static final List<String> SUBS = List.of("e1", "e2");
  private static final List<String> FILES = List.of("f1", "f2.txt", "f3");
  private static final int DEEPEST = 4;

  private final RandomGenerator random;
  private List<String> files = List.of();
  private List<String> directories = List.of();

  Ways(RandomGenerator random) {
    this.random = random;
  }

  /** Takes note of what there is. */
  void know(Snapshot tree) {
    List<String> somewhere = new ArrayList<>();
    List<String> above = new ArrayList<>();
    tree.nodes()
        .forEach(
            (path, node) -> {
              if (!Places.isAtOrBelow(path, REGISTERS)) {
                (node.directory() ? above : somewhere).add(path);
              }
            });
    files = somewhere;
    directories = above;
  }

  /** Returns the paths of all files in {@link #REGISTERS} that are ever used. */
  static List<String> registers() {
    return REGISTER_NAMES.stream().map(name -> REGISTERS + "/" + name).toList();
  }

  String register() {
    return REGISTERS + "/" + any(REGISTER_NAMES);
  }

  /** Returns the path of a file that there is or may be. */
  String file() {
    return random.nextInt(3) == 0 && !files.isEmpty()
        ? any(files)
        : Scene.child(directoryToPutInto(), any(FILES));
  }

  /** Returns another path in the same directory. */
  String fileBeside(String path) {
    return Scene.child(Scene.parent(path), any(FILES));
  }

  String fileElsewhere() {
    return Scene.child(directoryToPutInto(), any(FILES));
  }

  /** Returns the path of a directory that there is or may be, never the root. */
  String directory() {
    if (random.nextInt(3) == 0 && !directories.isEmpty()) {
      return any(directories);
    }
    return random.nextInt(3) > 0 ? any(TOPS) : any(TOPS) + "/" + any(SUBS);
  }

  String directoryBeside(String path) {
    String parent = Scene.parent(path);
    return parent.equals("/") ? any(TOPS) : parent + "/" + any(SUBS);
  }

  String directoryElsewhere() {
    String parent = directoryToPutInto();
    return parent.equals("/") ? any(TOPS) : parent + "/" + any(SUBS);
  }

  /** Returns a directory, or the root, that is not too deep for what goes into it. */
  String directoryToPutInto() {
    String chosen = random.nextInt(3) == 0 ? "/" : directory();
    return FtpPath.of(chosen).names().size() < DEEPEST ? chosen : "/";
  }

  /** Returns a file or a directory. */
  String any() {
    return random.nextBoolean() ? file() : directory();
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
