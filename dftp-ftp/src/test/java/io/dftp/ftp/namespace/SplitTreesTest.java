// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.protocol.FtpPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a tree that two sides of a partition have changed: one tree, on every host. */
class SplitTreesTest {

  /** Each map is on three of them, so that both sides of a cut in halves have it. */
  private static final int HOSTS = 4;

  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);

  private final RingOfFiles ring = new RingOfFiles(5, HOSTS);
  private final List<TreeClient> hosts = TreeClient.ofEach(ring, HOSTS);
  private final TreeClient one = hosts.get(0);
  private final TreeClient other = hosts.get(3);

  @Test
  void aDirectoryThatWasRemovedOnOneSideAndUsedOnTheOtherComesBack() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      one.makeDirectory("/d" + i);
      expected.add("/d" + i + "/");
      expected.add("/d" + i + "/f");
    }
    cut();

    for (int i = 0; i < 8; i++) {
      one.removeDirectory("/d" + i);
      other.put("/d" + i + "/f", "bytes of " + i);
    }
    heal();

    assertThatAllSee(expected);
    assertThat(one.read("/d3/f")).asString(UTF_8).isEqualTo("bytes of 3");
    one.put("/d3/g", "more");
  }

  @Test
  void withItComeThoseAboveThatWereRemovedToo() {
    one.makeDirectory("/a");
    one.makeDirectory("/a/b");
    one.makeDirectory("/a/b/c");
    cut();

    one.removeDirectory("/a/b/c");
    one.removeDirectory("/a/b");
    one.removeDirectory("/a");
    one.put("/a", "a file now");
    other.put("/a/b/c/f", "f");
    heal();

    List<String> paths = agreedPaths();
    assertThat(paths).contains("/a").hasSize(5);
    String back = paths.get(paths.size() - 1);
    assertThat(back).matches("/a \\([0-9a-f]{8}\\)/b/c/f");
    assertThat(one.read(back)).asString(UTF_8).isEqualTo("f");
  }

  @Test
  void directoriesOfOneNameThatBothSidesMadeAreJoined() {
    cut();
    for (TreeClient side : List.of(one, other)) {
      String name = side == one ? "x" : "y";
      side.makeDirectory("/d");
      side.put("/d/" + name, name);
      side.put("/d/both", "both " + name);
      side.makeDirectory("/d/sub");
      side.put("/d/sub/" + name, "sub " + name);
    }
    heal();

    List<String> paths = agreedPaths();
    assertThat(paths)
        .contains("/d/", "/d/both", "/d/sub/", "/d/sub/x", "/d/sub/y", "/d/x", "/d/y")
        .hasSize(8);
    List<String> both = new ArrayList<>();
    for (String path : paths) {
      if (path.startsWith("/d/both")) {
        both.add(new String(one.read(path), UTF_8));
      }
    }
    assertThat(both).containsExactlyInAnyOrder("both x", "both y");
    assertThat(one.read("/d/sub/y")).asString(UTF_8).isEqualTo("sub y");
  }

  @Test
  void theVersionThatLostItsNameShowsWhoWroteIt() {
    cut();
    one.put("/f.txt", "of the first");
    ring.await(Duration.ofSeconds(2));
    other.put("/f.txt", "of the last");
    heal();

    List<String> paths = agreedPaths();
    assertThat(paths).hasSize(2).contains("/f.txt");
    assertThat(one.names("/", 1)).hasSize(2);
    String lost = paths.get(0).equals("/f.txt") ? paths.get(1) : paths.get(0);
    assertThat(lost).matches("/f \\(conflict node-10\\.0\\.0\\.1 \\d{8}T\\d{6}Z\\)\\.txt");
    assertThat(one.read(lost)).asString(UTF_8).isEqualTo("of the first");
    assertThat(other.read("/f.txt")).asString(UTF_8).isEqualTo("of the last");
  }

  @Test
  void aDirectoryThatBothSidesMovedIsInOnePlace() {
    for (String directory : List.of("/m", "/n", "/x", "/y")) {
      one.makeDirectory(directory);
    }
    one.put("/m/f", "f");
    one.put("/n/g", "g");
    cut();

    one.rename("/m", "/x/m");
    other.rename("/m", "/y/m");
    one.rename("/n", "/n1");
    other.rename("/n", "/n2");
    heal();

    List<String> paths = agreedPaths();
    assertThat(paths).filteredOn(path -> path.endsWith("/m/")).hasSize(1);
    assertThat(paths).filteredOn(path -> path.endsWith("/m/f")).hasSize(1);
    assertThat(paths).filteredOn(path -> path.matches("/n[12]/g")).hasSize(1);
    assertThat(paths).hasSize(6);
  }

  @Test
  void twoDirectoriesThatWereMovedIntoEachOtherStay() {
    one.makeDirectory("/a");
    one.makeDirectory("/b");
    one.put("/a/f", "f");
    one.put("/b/g", "g");
    cut();

    one.rename("/a", "/b/a");
    other.rename("/b", "/a/b");
    heal();

    List<String> paths = agreedPaths();
    assertThat(paths).filteredOn(path -> path.endsWith("/a/f")).hasSize(1);
    assertThat(paths).filteredOn(path -> path.endsWith("/b/g")).hasSize(1);
    assertThat(paths).contains("/lost+found/").hasSize(5);
  }

  @Test
  void aDirectoryThatBothSidesMovedToOnePlaceIsThere() {
    one.makeDirectory("/d");
    one.makeDirectory("/x");
    one.put("/d/f", "f");
    cut();

    one.rename("/d", "/x/d");
    other.rename("/d", "/x/d");
    ring.heal();

    for (int second = 0; second < SETTLED_WITHIN.toSeconds(); second++) {
      ring.await(Duration.ofSeconds(1));
      assertThatAllSee(List.of("/x/", "/x/d/", "/x/d/f"));
    }
    one.rename("/x/d", "/e");
    assertThatAllSee(List.of("/e/", "/e/f", "/x/"));
  }

  @Test
  void aDirectoryThatIsMovedOnBeforeItIsMendedIsInOnePlace() {
    for (int i = 0; i < 8; i++) {
      one.makeDirectory("/d" + i);
      one.put("/d" + i + "/f", "f");
    }
    List.of("/x", "/y", "/z").forEach(one::makeDirectory);
    cut();

    for (int i = 0; i < 8; i++) {
      one.rename("/d" + i, "/x/d" + i);
      other.rename("/d" + i, "/y/d" + i);
    }
    ring.heal();
    for (int i = 0; i < 8; i++) {
      one.rename("/x/d" + i, "/z/d" + i);
    }
    ring.await(SETTLED_WITHIN);

    List<String> paths = agreedPaths();
    for (int i = 0; i < 8; i++) {
      String file = "/d" + i + "/f";
      assertThat(paths).filteredOn(path -> path.endsWith(file)).hasSize(1);
    }
    assertThat(paths).hasSize(19);
  }

  @Test
  void whatOneSideMovedIsWhereItWasMovedTo() {
    List<String> expected = new ArrayList<>(List.of("/x/"));
    one.makeDirectory("/x");
    for (int i = 0; i < 8; i++) {
      one.makeDirectory("/d" + i);
      one.put("/d" + i + "/f", "f");
      expected.add("/x/e" + i + "/");
      expected.add("/x/e" + i + "/f");
    }
    cut();

    for (int i = 0; i < 8; i++) {
      other.rename("/d" + i, "/x/e" + i);
    }
    // For a while some maps are joined, and others are not.
    ring.healBut(1, List.of(2, 3));
    ring.await(SETTLED_WITHIN);
    heal();

    assertThatAllSee(expected);
  }

  @Test
  void aMoveThatIsRefusedBringsNothingBack() {
    one.makeDirectory("/d");
    one.put("/f", "f");
    one.makeDirectory("/x");
    one.makeDirectory("/x/d");
    cut();

    one.removeDirectory("/d");
    one.delete("/f");
    assertThat(other.failureOf(tree -> tree.rename(FtpPath.of("/d"), FtpPath.of("/x/d"))))
        .contains(Kind.EXISTS);
    assertThat(other.failureOf(tree -> tree.rename(FtpPath.of("/f"), FtpPath.of("/x/d"))))
        .contains(Kind.EXISTS);
    heal();

    assertThatAllSee(List.of("/x/", "/x/d/"));
  }

  @Test
  void aDirectoryThatBothSidesTouchedIsThereOnce() {
    one.makeDirectory("/d");
    cut();

    one.touch("/d", 1);
    other.touch("/d", 2);
    heal();

    assertThatAllSee(List.of("/d/"));
    one.removeDirectory("/d");
    assertThatAllSee(List.of());
  }

  private void cut() {
    ring.cut(List.of(0, 1), List.of(2, 3));
  }

  private void heal() {
    ring.heal();
    ring.await(SETTLED_WITHIN);
  }

  private List<String> agreedPaths() {
    List<String> paths = one.paths();
    assertThatAllSee(paths);
    return paths;
  }

  private void assertThatAllSee(List<String> paths) {
    for (TreeClient host : hosts) {
      assertThat(host.paths()).isEqualTo(paths);
    }
  }
}
