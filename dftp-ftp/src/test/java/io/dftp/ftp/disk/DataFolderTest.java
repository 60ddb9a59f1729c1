// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.store.LoopCalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  @TempDir private Path root;

  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("test", new Random(1));

  @AfterEach
  void stop() {
    loop.close();
  }

  @Test
  void remembersItsUidAndItsCells() throws IOException {
    Path path = root.resolve("a/b/data");
    Bytes uid;
    try (DataFolder folder = open(path, "one")) {
      uid = folder.hostUid();
      DurableCell cell = folder.cell("incarnation");
      assertThat(cell.value()).isEmpty();
      LoopCalls.call(loop, () -> cell.write(new byte[] {1}));
      LoopCalls.call(loop, () -> cell.write(new byte[] {2, 3}));
      assertThat(cell.value()).containsExactly(2, 3);
    }

    try (DataFolder folder = open(path, "one")) {
      assertThat(folder.hostUid()).isEqualTo(uid);
      assertThat(folder.cell("incarnation").value()).containsExactly(2, 3);
    }
    assertThat(uid.size()).isEqualTo(DataFolder.UID_BYTES);
  }

  @Test
  void aNewFolderThatIsDiscardedLeavesNothingBehind() throws IOException {
    DataFolder folder = open(root.resolve("a/b/data"), "one");

    folder.discardIfNew();
    folder.close();

    assertThat(root.resolve("a")).doesNotExist();
  }

  @Test
  void aFolderThatWasInUseBeforeIsNeverDiscarded() throws IOException {
    Path path = root.resolve("data");
    open(path, "one").close();

    DataFolder folder = open(path, "one");
    folder.discardIfNew();
    folder.close();

    assertThat(path.resolve("format")).exists();
  }

  @Test
  void makesDurableWhatAKilledProcessLeftBeforeItReadsTheCells() throws IOException {
    Path path = root.resolve("data");
    open(path, "one").close();
    FailingFiles files = new FailingFiles();

    DataFolder.open(path, "one", loop, files).close();

    assertThat(files.calls).contains("force cells");
  }

  @Test
  void theLastOfSeveralWritesInFlightWins() throws IOException {
    try (DataFolder folder = open(root.resolve("data"), "one")) {
      DurableCell cell = folder.cell("x");

      LoopCalls.call(
          loop,
          () -> {
            for (int i = 0; i < 20; i++) {
              cell.write(new byte[] {(byte) i});
            }
            return cell.write(new byte[] {99});
          });

      assertThat(cell.value()).containsExactly(99);
      assertThat(folder.cell("x").value()).containsExactly(99);
    }
  }

  @Test
  void refusesASecondOwnerInTheSameProcessAndKeepsTheFirstLock() throws Exception {
    Path path = root.resolve("data");
    try (DataFolder held = open(path, "one")) {
      assertRefused(path, "one", "is in use by another process");
      assertThat(openInAnotherProcess(path)).contains("is in use by another process");
      assertThat(held.path()).isEqualTo(path);
    }

    assertThat(openInAnotherProcess(path)).contains("opened");
  }

  @Test
  void refusesAnotherClusterAndChangesNothing() throws IOException {
    Path path = root.resolve("data");
    open(path, "one").close();

    assertRefused(path, "two", "belongs to the cluster \"one\", not \"two\"");
  }

  @Test
  void refusesAFolderOfANewerFormatAndChangesNothing() throws IOException {
    Path path = root.resolve("data");
    open(path, "one").close();
    Files.writeString(path.resolve("format"), "dftp-data 3\n");

    assertRefused(path, "one", "has format 3, this program reads formats 1 and 2");
  }

  @Test
  void marksAFolderOfAnOlderFormatSoThatNoOlderProgramOpensItAgain() throws IOException {
    Path path = root.resolve("data");
    open(path, "one").close();
    Files.writeString(path.resolve("format"), "dftp-data 1\n");

    open(path, "one").close();

    assertThat(path.resolve("format")).hasContent("dftp-data 2");
  }

  @Test
  void refusesAFolderThatHoldsSomethingElseAndChangesNothing() throws IOException {
    Path path = Files.createDirectory(root.resolve("photos"));
    Files.writeString(path.resolve("cat.jpg"), "meow");

    assertRefused(path, "one", "is neither empty nor a data folder");
  }

  @Test
  void refusesAFileInPlaceOfTheFolderOrOfAParent() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "x");

    assertRefused(file, "one", "is not a directory");
    assertRefused(file.resolve("data"), "one", "is not a directory");
  }

  @Test
  void refusesADirectoryThatCannotBeWritten() {
    // Not writable for anyone, the superuser included.
    assertRefused(Path.of("/proc/dftp-data"), "one", "/proc");
  }

  @Test
  void refusesADamagedCell() throws IOException {
    Path path = root.resolve("data");
    open(path, "one").close();
    Path cell = path.resolve("cells/host-uid");
    byte[] bytes = Files.readAllBytes(cell);
    bytes[15] ^= 1;
    Files.write(cell, bytes);

    assertRefused(path, "one", "is damaged or of a newer version");
  }

  @Test
  void setsADamagedCellAsideThatTheNodeCanDoWithout() throws IOException {
    Path path = root.resolve("data");
    Path cell = path.resolve("cells/hint");
    try (DataFolder folder = open(path, "one")) {
      DurableCell hint = folder.cellOr("hint", new byte[] {9});
      assertThat(hint.value()).isEmpty();
      LoopCalls.call(loop, () -> hint.write(new byte[] {1, 2, 3}));
    }
    byte[] bytes = Files.readAllBytes(cell);
    bytes[13] ^= 1;
    Files.write(cell, bytes);

    try (DataFolder folder = open(path, "one")) {
      DurableCell hint = folder.cellOr("hint", new byte[] {9});
      assertThat(hint.value()).containsExactly(9);
      assertThat(path.resolve("cells/hint.damaged")).hasBinaryContent(bytes);
      LoopCalls.call(loop, () -> hint.write(new byte[] {4}));
    }
    try (DataFolder folder = open(path, "one")) {
      assertThat(folder.cellOr("hint", new byte[] {9}).value()).containsExactly(4);
    }
  }

  @Test
  void opensAFolderWhoseCreationWasBrokenOff() throws IOException {
    Path path = root.resolve("data");
    open(path, "one").close();
    Files.delete(path.resolve("format"));

    try (DataFolder folder = open(path, "two")) {
      assertThat(folder.hostUid().size()).isEqualTo(DataFolder.UID_BYTES);
    }
  }

  /** The second process of a test. */
  public static final class OtherProcess {

    private OtherProcess() {}

    public static void main(String[] arguments) {
      SingleThreadEventLoop loop = new SingleThreadEventLoop("other", new Random(1));
      try (DataFolder folder = DataFolder.open(Path.of(arguments[0]), "one", loop)) {
        System.out.println("opened " + folder.path());
      } catch (DataFolderException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }

  private DataFolder open(Path path, String cluster) throws IOException {
    return DataFolder.open(path, cluster, loop);
  }

  private void assertRefused(Path path, String cluster, String why) {
    List<String> before = contents();
    assertThatThrownBy(() -> open(path, cluster))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining(why)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
    assertThat(contents()).isEqualTo(before);
  }

  private List<String> contents() {
    try (Stream<Path> entries = Files.walk(root)) {
      // Closing any channel of the lock file would give up the lock that this process holds.
      return entries
          .filter(entry -> !entry.endsWith("lock"))
          .sorted()
          .map(DataFolderTest::describe)
          .toList();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static String describe(Path path) {
    try {
      return path
          + " "
          + Files.getLastModifiedTime(path)
          + " "
          + (Files.isRegularFile(path) ? Arrays.hashCode(Files.readAllBytes(path)) : 0);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static String openInAnotherProcess(Path path) throws IOException, InterruptedException {
    Process process = ChildJvm.start(OtherProcess.class, path.toString());
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String said = String.join("\n", output.lines().toList());
      process.waitFor();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
