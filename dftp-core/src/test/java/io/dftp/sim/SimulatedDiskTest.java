// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import io.dftp.store.BlobId;
import io.dftp.store.CorruptBlobException;
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
}
