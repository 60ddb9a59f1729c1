// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle finds what is planted, and accepts what GUARANTEES allows. */
class ExpectationsTest {

  private static final Answer DONE = Answer.reply(226, "226 Stored on 3 hosts.");
  private static final Answer DENIED = Answer.reply(550, "550 No such file or directory.");
  private static final Answer BUSY = Answer.reply(450, "450 No host that holds it.");
  private static final Answer OPEN = Answer.none("connection reset", false);
  private static final Answer RUNS_ON = Answer.none("timed out", true);

  private final Uploads uploads = new Uploads();
  private final Expectations expected = new Expectations(uploads, () -> 0);
  private final Map<String, Version> there = new HashMap<>();

  @BeforeEach
  void directories() {
    there.put("/", Version.DIRECTORY);
    for (String path : List.of("/a", "/b")) {
      expected.made(path, DONE);
      there.put(path, Version.DIRECTORY);
    }
  }

  private Upload store(String path, Answer answer) {
    Upload upload = uploads.next(path, 5_000);
    expected.stored(path, upload, answer);
    return upload;
  }

  private void read(String path, Upload... uploaded) {
    expected.read(path, bytes(uploaded), DONE);
  }

  private static byte[] bytes(Upload... uploaded) {
    byte[] all = new byte[0];
    for (Upload upload : uploaded) {
      byte[] more = upload.bytes();
      all = Arrays.copyOf(all, all.length + more.length);
      System.arraycopy(more, 0, all, all.length - more.length, more.length);
    }
    return all;
  }

  private static Version version(Upload... uploaded) {
    return Version.of(List.of(uploaded));
  }

  private void settle() {
    Tree tree = new Tree(there);
    expected.settle(tree);
    tree.judge(Set.copyOf(expected.all().stream().map(Cell::path).toList()));
  }

  private static void isWrong(Runnable planted, String found) {
    assertThatThrownBy(planted::run)
        .isInstanceOf(Wrong.class)
        .hasMessageContaining(found)
        .hasMessageContaining("history");
  }

  @Test
  void findsAFileThatIsLost() {
    store("/a/f", DONE);
    isWrong(() -> expected.notRead("/a/f", DENIED), "RETR found absent");
    isWrong(this::settle, "at last there is absent");
    isWrong(() -> expected.deleted("/a/f", DENIED), "DELE was denied");
    isWrong(() -> expected.moved("/a/f", "/a/g", DENIED), "was denied");
    isWrong(() -> expected.listed("/a", Map.of(), DONE), "has it not");
  }

  @Test
  void findsADeletionThatReturns() {
    Upload gone = store("/a/f", DONE);
    expected.deleted("/a/f", DONE);
    isWrong(() -> read("/a/f", gone), "RETR found #");
    isWrong(() -> expected.listed("/a", Map.of("f", 5_000L), DONE), "has it with");
    isWrong(() -> expected.deleted("/a/f", DONE), "DELE removed something");
    there.put("/a/f", version(gone));
    isWrong(this::settle, "at last there is #");
  }

  @Test
  void findsAnOldVersion() {
    Upload old = store("/a/f", DONE);
    store("/a/f", DONE);
    isWrong(() -> read("/a/f", old), "RETR found #");
    there.put("/a/f", version(old));
    isWrong(this::settle, "at last there is #");
  }

  @Test
  void findsMixedBytes() {
    byte[] mixed = store("/a/f", DONE).bytes();
    byte[] other = store("/a/f", DONE).bytes();
    System.arraycopy(other, 1_000, mixed, 1_000, 1_000);
    isWrong(() -> expected.read("/a/f", mixed, DONE), "with parts of uploads [1, 2]");
  }

  @Test
  void findsHalfAFile() {
    byte[] bytes = store("/a/f", DONE).bytes();
    isWrong(() -> expected.read("/a/f", Arrays.copyOf(bytes, 4_000), DONE), "no whole version");
  }

  @Test
  void findsAnUploadThatWasRefused() {
    Upload refused = store("/a/f", BUSY);
    isWrong(() -> read("/a/f", refused), "RETR found #");
  }

  @Test
  void acceptsAnUploadOfOpenEndBothWays() {
    Upload old = store("/a/f", DONE);
    Upload open = store("/a/f", OPEN);
    read("/a/f", old);
    read("/a/f", open);
    isWrong(() -> read("/a/f", old), "RETR found #");
  }

  @Test
  void acceptsALateUploadBesideANewerOneOnlyAsAConflict() {
    Upload open = store("/a/f", OPEN);
    Upload newer = store("/a/f", DONE);
    isWrong(() -> read("/a/f", open), "RETR found #");
    there.put("/a/f", version(newer));
    there.put("/a/f (conflict n1 20260101T000000Z)", version(open));
    settle();
    isWrong(this::settle, "at last /a/f (conflict");
  }

  @Test
  void findsAConflictThatNobodyMade() {
    Upload old = store("/a/f", DONE);
    Upload newer = store("/a/f", DONE);
    there.put("/a/f", version(newer));
    there.put("/a/f (conflict n1 20260101T000000Z)", version(old));
    isWrong(this::settle, "at last /a/f (conflict");
    isWrong(
        () ->
            expected.listed(
                "/a", Map.of("f", 5_000L, "f (conflict n1 20260101T000000Z)", 5_000L), DONE),
        "MLSD has f (conflict");
  }

  @Test
  void acceptsALateUploadAfterADeletion() {
    Upload open = store("/a/f", OPEN);
    expected.deleted("/a/f", DENIED);
    expected.notRead("/a/f", DENIED);
    read("/a/f", open);
    isWrong(() -> expected.notRead("/a/f", DENIED), "RETR found absent");
  }

  @Test
  void acceptsADeletionOfOpenEndBothWaysButNotOfWhatCameAfterIt() {
    Upload old = store("/a/f", DONE);
    expected.deleted("/a/f", OPEN);
    read("/a/f", old);
    Upload newer = store("/a/f", DONE);
    read("/a/f", newer);
    isWrong(() -> expected.notRead("/a/f", DENIED), "RETR found absent");
  }

  @Test
  void knowsWhatWasAppended() {
    Upload first = store("/a/f", DONE);
    Upload second = uploads.next("/a/f", 100);
    expected.appended("/a/f", second, DONE);
    read("/a/f", first, second);
    Upload third = uploads.next("/a/f", 100);
    expected.appended("/a/f", third, OPEN);
    read("/a/f", first, second);
    read("/a/f", first, second, third);
    isWrong(() -> read("/a/f", first, second), "RETR found #");
    isWrong(() -> read("/a/f", first, second, third, third), "no whole version");
  }

  @Test
  void findsAMoveThatLeavesItsSource() {
    Upload moved = store("/a/f", DONE);
    expected.moved("/a/f", "/b/g", DONE);
    read("/b/g", moved);
    isWrong(() -> read("/a/f", moved), "RETR found #");
  }

  @Test
  void findsAFileThatIsAtNeitherEndOfAMove() {
    store("/a/f", DONE);
    expected.moved("/a/f", "/b/g", OPEN);
    expected.notRead("/a/f", DENIED);
    isWrong(this::settle, "neither there nor at /b/g");
  }

  @Test
  void findsAFileAtBothEndsOfAMove() {
    Upload moved = store("/a/f", DONE);
    expected.moved("/a/f", "/b/g", OPEN);
    there.put("/a/f", version(moved));
    there.put("/b/g", version(moved));
    assertThatThrownBy(this::settle)
        .isInstanceOf(Wrong.class)
        .hasMessageContaining("is at /")
        .hasMessageContaining("and at /");
  }

  @Test
  void acceptsEitherEndOfAMove() {
    Upload moved = store("/a/f", DONE);
    expected.moved("/a/f", "/b/g", OPEN);
    there.put("/b/g", version(moved));
    settle();
    expected.moved("/b/g", "/a/f", OPEN);
    settle();
  }

  @Test
  void findsDirectoriesThatAreLostOrReturn() {
    isWrong(() -> expected.removed("/c", DONE), "RMD removed something");
    isWrong(() -> expected.made("/a", DONE), "MKD made it");
    expected.removed("/b", DONE);
    isWrong(() -> expected.listed("/b", Map.of(), DONE), "MLSD listed it");
    isWrong(() -> store("/b/f", DONE), "a file was stored in it");
    store("/a/f", DONE);
    isWrong(() -> expected.moved("/a/f", "/b/f", DONE), "a file was moved into it");
    expected.deleted("/a/f", DONE);
    isWrong(this::settle, "at last there is directory");
    there.remove("/b");
    there.remove("/a");
    isWrong(this::settle, "at last there is absent");
  }

  @Test
  void findsADirectoryThatIsRemovedWithAFile() {
    store("/a/f", DONE);
    isWrong(() -> expected.removed("/a", DONE), "its directory was removed as empty");
    expected.removed("/a", DENIED);
  }

  @Test
  void findsWhatIsDeniedWithoutReason() {
    isWrong(() -> store("/a/f", DENIED), "was denied");
    isWrong(() -> expected.made("/c", DENIED), "MKD was denied");
    isWrong(() -> expected.removed("/a", DENIED), "with nothing in it, was denied");
    isWrong(() -> expected.listed("/a", Map.of(), DENIED), "MLSD was denied");
  }

  @Test
  void findsWhatNobodyPutThere() {
    there.put("/lost+found", Version.DIRECTORY);
    assertThatThrownBy(this::settle)
        .isInstanceOf(Wrong.class)
        .hasMessageContaining("nobody ever put anything at /lost+found");
  }

  @Test
  void leavesAloneWhatANodeMayStillBeAt() {
    store("/a/f", RUNS_ON);
    assertThat(expected.cell("/a/f").isFrozen()).isTrue();
    store("/a/g", OPEN);
    assertThat(expected.cell("/a/g").isFrozen()).isFalse();
    settle();
    assertThat(expected.cell("/a/f").isFrozen()).isFalse();
  }

  @Test
  void acceptsThatNothingIsKnown() {
    store("/a/f", DONE);
    assertThatCode(
            () -> {
              expected.notRead("/a/f", BUSY);
              expected.deleted("/a/f", BUSY);
              expected.listed("/a", Map.of(), BUSY);
              expected.removed("/a", BUSY);
            })
        .doesNotThrowAnyException();
  }
}
