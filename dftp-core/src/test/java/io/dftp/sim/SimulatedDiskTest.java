// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import io.dftp.store.BlobId;
import io.dftp.store.CorruptBlobException;
import io.dftp.store.DamagedRowsException;
import io.dftp.store.DiskFailedException;
import io.dftp.store.LocalStore;
import io.dftp.store.LocalStoreContract;
import io.dftp.store.ObjectId;
import io.dftp.store.RowBatch;
import io.dftp.store.StoreFullException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest extends LocalStoreContract {

  private static final BlobId BLOB = new BlobId(new ObjectId(1, 2), 3);

  private final Simulation simulation = new Simulation(1);
  private final SimulatedDisk disk =
      new SimulatedDisk(simulation, "disk", DiskFaults.none(), 1 << 20);
  private SimulatedEventLoop loop = simulation.newLoop("process");
  private LocalStore store = disk.open(loop);

  @Override
  protected LocalStore store() {
    return store;
  }

  @Override
  protected EventLoop loop() {
    return loop;
  }

  @Override
  protected <T> T call(Supplier<CompletableFuture<T>> operation) {
    return simulation.await(operation.get(), Duration.ofMinutes(1));
  }

  private void restart() {
    loop.crash();
    loop = simulation.newLoop("process");
    store = disk.open(loop);
  }

  private static RowBatch row(int number) {
    return new RowBatch().put(Bytes.utf8("k" + number), Bytes.utf8("v" + number));
  }

  private CompletableFuture<Void> putBlob(byte[] bytes) {
    return store.putBlob(BLOB, ByteBuffer.wrap(bytes), hash(bytes), context());
  }

  @Test
  void whatWasAcknowledgedSurvivesACrash() {
    DurableCell cell = disk.cell(loop, "cell");
    call(() -> store.write(row(1)));
    call(() -> putBlob(bytes(100, 1)));
    call(() -> cell.write(new byte[] {7}));

    restart();

    assertThat(call(() -> store.get(Bytes.utf8("k1")))).contains(Bytes.utf8("v1"));
    assertThat(call(() -> store.getBlob(BLOB, context()))).isPresent();
    assertThat(disk.cell(loop, "cell").value()).containsExactly(7);
  }

  @Test
  void aCrashKeepsAPrefixOfTheWritesThatWereNotDurable() {
    int lost = 0;
    int kept = 0;
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 5; i++) {
        store.write(row(100 * round + i));
      }
      restart();
      boolean before = true;
      for (int i = 0; i < 5; i++) {
        boolean there = disk.durableRows().containsKey(Bytes.utf8("k" + (100 * round + i)));
        assertThat(there && !before).isFalse();
        before = there;
        kept += there ? 1 : 0;
        lost += there ? 0 : 1;
      }
    }
    assertThat(kept).isPositive();
    assertThat(lost).isPositive();
  }

  @Test
  void aCrashedProcessIsToldNothing() {
    List<String> told = new ArrayList<>();
    store.write(row(1)).whenComplete((done, failure) -> told.add("told"));

    loop.crash();
    simulation.runFor(Duration.ofSeconds(1));

    assertThat(told).isEmpty();
  }

  @Test
  void aLyingDiskLosesWhatItAcknowledged() {
    disk.setFaults(DiskFaults.none().withLies(true));
    call(() -> store.write(row(1)));
    call(() -> putBlob(bytes(100, 1)));

    restart();

    assertThat(disk.durableRows()).isEmpty();
    assertThat(disk.durableBlobs()).isEmpty();
  }

  @Test
  void aLyingDiskKeepsWhatIsOld() {
    disk.setFaults(DiskFaults.none().withLies(true));
    call(() -> store.write(row(1)));
    simulation.runFor(Duration.ofSeconds(2));

    restart();

    assertThat(disk.durableRows()).hasSize(1);
  }

  @Test
  void aFailedWriteIsTheEndUntilARestart() {
    disk.failNextWrite();
    assertThatThrownBy(() -> call(() -> store.write(row(1))))
        .isInstanceOf(DiskFailedException.class);

    assertThatThrownBy(() -> call(() -> store.write(row(2))))
        .isInstanceOf(DiskFailedException.class);
    assertThatThrownBy(() -> call(() -> putBlob(bytes(1, 1))))
        .isInstanceOf(DiskFailedException.class);
    assertThatThrownBy(() -> call(() -> disk.cell(loop, "cell").write(new byte[1])))
        .isInstanceOf(DiskFailedException.class);
    restart();

    call(() -> store.write(row(3)));
  }

  @Test
  void aFullDiskRefusesBlobsAndTakesThemAfterRemovals() {
    BlobId other = new BlobId(BLOB.content(), 4);
    disk.setCapacityBytes(100);
    call(() -> putBlob(bytes(60, 1)));
    byte[] bytes = bytes(60, 2);
    assertThatThrownBy(
            () -> call(() -> store.putBlob(other, ByteBuffer.wrap(bytes), hash(bytes), context())))
        .isInstanceOf(StoreFullException.class);

    call(() -> store.deleteBlob(BLOB));

    call(() -> store.putBlob(other, ByteBuffer.wrap(bytes), hash(bytes), context()));
    assertThat(call(() -> store.usableBytes())).isEqualTo(40);
  }

  @Test
  void aBlobLostBehindTheBackIsAbsent() {
    call(() -> putBlob(bytes(60, 1)));

    disk.loseBlob(BLOB);

    assertThat(call(() -> store.presentBlobs(List.of(BLOB)))).isEmpty();
    assertThat(call(() -> store.getBlob(BLOB, context()))).isEmpty();
  }

  @Test
  void aDamagedBlobIsReportedAndSetAside() {
    call(() -> putBlob(bytes(60, 1)));

    disk.corruptBlob(BLOB);

    assertThatThrownBy(() -> call(() -> store.getBlob(BLOB, context())))
        .isInstanceOf(CorruptBlobException.class);
    call(() -> putBlob(bytes(60, 1)));
    assertThat(call(() -> store.getBlob(BLOB, context()))).isPresent();
  }

  @Test
  void aSecondPutIsNotAcknowledgedBeforeTheFirstIsDurable() {
    disk.setFaults(DiskFaults.none().withLatency(Duration.ofMillis(50), Duration.ZERO));
    putBlob(bytes(60, 1));
    CompletableFuture<Void> second = putBlob(bytes(60, 1));

    simulation.runUntil(second::isDone, Duration.ofSeconds(5));

    assertThat(disk.durableBlobs()).containsExactly(BLOB);
  }

  @Test
  void aReplacedDiskIsEmpty() {
    call(() -> store.write(row(1)));
    loop.crash();

    disk.destroy();
    restart();

    assertThat(call(() -> store.get(Bytes.utf8("k1")))).isEqualTo(Optional.empty());
  }

  @Test
  void twoProcessesCannotUseOneDisk() {
    SimulatedEventLoop other = simulation.newLoop("other");

    assertThatThrownBy(() -> disk.open(other)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nothingEndsOnADiskThatHangs() {
    call(() -> store.write(row(1)));
    disk.hang();

    CompletableFuture<Void> write = store.write(row(2));
    CompletableFuture<Optional<Bytes>> read = store.get(Bytes.utf8("k1"));
    CompletableFuture<Void> blob = putBlob(bytes(10, 1));
    CompletableFuture<Void> cell = disk.cell(loop, "cell").write(new byte[] {1});
    simulation.runFor(Duration.ofSeconds(20));

    assertThat(List.of(write, read, blob, cell)).noneMatch(CompletableFuture::isDone);
    assertThat(disk.durableRows()).hasSize(1);

    disk.release();

    assertThat(call(() -> read)).contains(Bytes.utf8("v1"));
    call(() -> write);
    call(() -> blob);
    call(() -> cell);
    assertThat(disk.durableRows()).hasSize(2);
  }

  @Test
  void aDiskThatHangsDoesSoForTheNextProcessToo() {
    disk.hang();
    store.write(row(1));
    restart();

    CompletableFuture<Void> write = store.write(row(2));
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(write).isNotDone();

    disk.release();
    call(() -> write);
  }

  @Test
  void aDiskThatIsRolledBackIsAsItWas() {
    DurableCell cell = disk.cell(loop, "cell");
    call(() -> store.write(row(1)));
    call(() -> cell.write(new byte[] {1}));
    SimulatedDisk.Snapshot before = disk.snapshot();
    call(() -> store.write(row(2).remove(Bytes.utf8("k1"))));
    call(() -> putBlob(bytes(10, 1)));
    call(() -> cell.write(new byte[] {2}));
    loop.crash();

    disk.rollBack(before);
    restart();

    assertThat(call(() -> store.get(Bytes.utf8("k1")))).isPresent();
    assertThat(call(() -> store.get(Bytes.utf8("k2")))).isEmpty();
    assertThat(call(() -> store.getBlob(BLOB, context()))).isEmpty();
    assertThat(disk.cell(loop, "cell").value()).containsExactly(1);
  }

  @Test
  void aCloneHasTheSameAndGoesItsOwnWay() {
    call(() -> store.write(row(1)));
    call(() -> putBlob(bytes(10, 1)));
    SimulatedDisk clone = new SimulatedDisk(simulation, "clone", DiskFaults.none(), 1 << 20);
    clone.rollBack(disk.snapshot());
    LocalStore other = clone.open(simulation.newLoop("other"));

    call(() -> store.write(row(2)));

    assertThat(clone.durableBlobs()).isEqualTo(disk.durableBlobs());
    assertThat(clone.durableRows()).containsOnlyKeys(Bytes.utf8("k1"));
    assertThat(disk.durableRows()).hasSize(2);
    assertThat(other).isNotSameAs(store);
  }

  @Test
  void aDamagedRowIsNotReadUntilItIsWrittenAnew() {
    call(() -> store.write(row(1)));
    call(() -> store.write(row(2)));
    call(() -> store.write(row(3)));
    disk.damageRow(Bytes.utf8("k2"));
    restart();

    assertThat(call(() -> store.get(Bytes.utf8("k1")))).isPresent();
    assertThat(call(() -> store.scan(Bytes.utf8("k"), Bytes.utf8("k2"), 9, 999))).hasSize(1);
    assertThatThrownBy(() -> call(() -> store.get(Bytes.utf8("k2"))))
        .isInstanceOf(DamagedRowsException.class)
        .hasMessageContaining(Bytes.utf8("k2").toString());
    assertThatThrownBy(() -> call(() -> store.scan(Bytes.utf8("k"), Bytes.utf8("l"), 9, 999)))
        .isInstanceOf(DamagedRowsException.class);

    call(() -> store.write(row(2)));

    assertThat(call(() -> store.scan(Bytes.utf8("k"), Bytes.utf8("l"), 9, 999))).hasSize(3);
  }

  @Test
  void whatIsLeftAfterDamageHasNoNameAnyMore() {
    call(() -> store.write(row(1).put(LocalStore.NAME, Bytes.utf8("name"))));
    call(() -> store.write(row(2)));
    disk.damageRow(Bytes.utf8("k2"));

    call(() -> store.salvage());

    assertThat(disk.durableRows()).containsOnlyKeys(Bytes.utf8("k1"));
    assertThat(call(() -> store.scan(Bytes.utf8("k"), Bytes.utf8("l"), 9, 999))).hasSize(1);
  }

  @Test
  void aBatchForWhichThereIsNoRoomLeavesNoTrace() {
    disk.setBatchesLeft(1);
    call(() -> store.write(row(1)));

    assertThatThrownBy(() -> call(() -> store.write(row(2))))
        .isInstanceOf(StoreFullException.class);
    assertThat(call(() -> store.get(Bytes.utf8("k2")))).isEmpty();

    disk.setBatchesLeft(1);
    call(() -> store.write(row(3)));
    assertThat(disk.durableRows()).containsOnlyKeys(Bytes.utf8("k1"), Bytes.utf8("k3"));
  }
}
