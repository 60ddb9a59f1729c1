// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.dftp.ftp.disk.VolatileFiles.Killed;
import io.dftp.ftp.disk.VolatileFiles.PowerLoss;
import io.dftp.ftp.disk.VolatileFiles.Survival;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CountingMetrics;
import io.dftp.store.BlobId;
import io.dftp.store.LocalStore.StoredBlob;
import io.dftp.store.ObjectId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Loses the power before every single call that changes the disk. */
class PowerLossTest {

  private static final Path ROOT = Path.of("/data");
  private static final long ROOM = 1L << 40;
  private static final int SEEDS = 5;

  /** What the writer was told, kept outside of the disk. */
  private static final class Oracle {
    private final Map<BlobId, byte[]> acknowledged = new HashMap<>();
    private final Set<BlobId> removed = new HashSet<>();
    private final Map<BlobId, byte[]> begun = new HashMap<>();
  }

  private interface Doomed {
    void run() throws IOException;
  }

  private interface Work {
    void run(VolatileFiles files, Oracle oracle) throws IOException;
  }

  @Test
  void everyAcknowledgedBlobSurvivesAPowerLossAtAnyCall() throws IOException {
    atEveryCall(
        (files, oracle) -> {
          BlobFolder blobs = open(files);
          put(blobs, oracle, id(0x1111, 0), 300_000);
          put(blobs, oracle, id(0x1111, 1), 10);
          put(blobs, oracle, id(0x1122, 0), 10);
          put(blobs, oracle, id(0x2222, 0), 0);
        });
  }

  @Test
  void everyAcknowledgedRemovalSurvivesAPowerLossAtAnyCall() throws IOException {
    atEveryCall(
        (files, oracle) -> {
          BlobFolder blobs = open(files);
          put(blobs, oracle, id(0x1111, 0), 10);
          put(blobs, oracle, id(0x1111, 1), 10);
          delete(blobs, oracle, id(0x1111, 0));
          put(blobs, oracle, id(0x3333, 1), 10);
        });
  }

  @Test
  void whatAKilledProcessLeftIsDurableBeforeItIsConfirmed() throws IOException {
    // The first process is killed at every call; its unforced names stay in the cache.
    for (int kill = 0; kill < 40; kill++) {
      int killed = kill;
      atEveryCall(
          (files, oracle) -> {
            putAndKill(files, oracle, killed);
            BlobFolder second = open(files);
            if (second.isPresent(id(0x1111, 0))) {
              oracle.acknowledged.put(id(0x1111, 0), bytes(id(0x1111, 0), 10));
            }
            put(second, oracle, id(0x1122, 0), 10);
            put(second, oracle, id(0x2222, 0), 10);
          });
    }
  }

  @Test
  void aBlobPutAgainAfterAKillIsDurableWhenAcknowledged() throws IOException {
    for (int kill = 0; kill < 40; kill++) {
      int killed = kill;
      atEveryCall(
          (files, oracle) -> {
            putAndKill(files, oracle, killed);
            put(open(files), oracle, id(0x1111, 0), 10);
          });
    }
  }

  @Test
  void aRemovalAskedAgainAfterAKillIsDurableWhenAcknowledged() throws IOException {
    for (int kill = 0; kill < 60; kill++) {
      int killed = kill;
      atEveryCall(
          (files, oracle) -> {
            oracle.begun.put(id(0x1111, 0), bytes(id(0x1111, 0), 10));
            killed(
                files,
                killed,
                () -> {
                  BlobFolder first = open(files);
                  put(first, new Oracle(), id(0x1111, 0), 10);
                  delete(first, new Oracle(), id(0x1111, 0));
                });
            delete(open(files), oracle, id(0x1111, 0));
          });
    }
  }

  @Test
  void aCellHoldsItsOldOrItsNewValueAfterAPowerLossAtAnyCall() throws IOException {
    for (Survival survival : Survival.values()) {
      for (int at = 0; at < 60; at++) {
        VolatileFiles files = new VolatileFiles(ROOT, ROOM);
        CellFiles cells = new CellFiles(files, ROOT);
        files.losePowerAt(at);
        int acknowledged = 0;
        try {
          while (acknowledged < 5) {
            cells.write("cell", new byte[] {(byte) (acknowledged + 1), 7, 7, 7});
            acknowledged++;
          }
        } catch (PowerLoss expected) {
          assertThat(acknowledged).isLessThan(5);
        }

        files.restart(survival, new Random(at));

        int found = cells.read("cell").map(value -> (int) value[0]).orElse(0);
        assertThat(found).isBetween(acknowledged, acknowledged + 1);
        cells.write("cell", new byte[] {9});
        assertThat(cells.read("cell")).hasValueSatisfying(v -> assertThat(v).hasSize(1));
      }
    }
  }

  @Test
  void aNewFolderIsWholeOrStillNewAfterAPowerLossAtAnyCall() throws IOException {
    for (Survival survival : Survival.values()) {
      for (int at = 0; at < 40; at++) {
        VolatileFiles files = new VolatileFiles(Path.of("/"), ROOM);
        FolderFormat format = new FolderFormat(files, ROOT);
        CellFiles cells = new CellFiles(files, format.cells());
        files.losePowerAt(at);
        boolean created = false;
        try {
          format.createDirectories();
          cells.write("host-uid", new byte[16]);
          format.write();
          created = true;
        } catch (PowerLoss expected) {
          assertThat(created).isFalse();
        }

        files.restart(survival, new Random(at));

        boolean marked = files.size(ROOT.resolve("format")).isPresent();
        if (created) {
          assertThat(marked).isTrue();
        }
        if (marked) {
          assertThat(files.read(ROOT.resolve("format"), 100)).asString().isEqualTo("dftp-data 2\n");
          assertThat(cells.read("host-uid")).isPresent();
        }
      }
    }
  }

  @Test
  void aFolderWhoseCreationWasKilledIsDurableOnceItIsInUse() throws IOException {
    for (int kill = 0; kill < 20; kill++) {
      VolatileFiles files = new VolatileFiles(Path.of("/"), ROOM);
      FolderFormat format = new FolderFormat(files, ROOT);
      killed(files, kill, format::createDirectories);

      format.createDirectories();
      format.write();
      files.restart(Survival.NOTHING, new Random(kill));

      assertThat(files.size(ROOT.resolve("format"))).isPresent();
      assertThat(files.isDirectory(format.cells())).isTrue();
    }
  }

  private static void atEveryCall(Work work) throws IOException {
    VolatileFiles counting = new VolatileFiles(ROOT, ROOM);
    work.run(counting, new Oracle());
    int calls = counting.changes();
    assertThat(calls).isPositive();
    for (int at = 0; at <= calls; at++) {
      for (Survival survival : Survival.values()) {
        for (int seed = 0; seed < (survival == Survival.SOMETHING ? SEEDS : 1); seed++) {
          VolatileFiles files = new VolatileFiles(ROOT, ROOM);
          Oracle oracle = new Oracle();
          files.losePowerAt(at);
          try {
            work.run(files, oracle);
          } catch (PowerLoss expected) {
            assertThat(at).isLessThan(calls);
          }
          files.restart(survival, new Random(seed));
          check(files, oracle);
        }
      }
    }
  }

  private static void check(VolatileFiles files, Oracle oracle) throws IOException {
    CountingMetrics metrics = new CountingMetrics();
    BlobFolder blobs = new BlobFolder(files, ROOT, new DiskHealth("test"), metrics, 0);
    for (Map.Entry<BlobId, byte[]> blob : oracle.acknowledged.entrySet()) {
      assertThat(content(blobs, blob.getKey())).contains(Bytes.wrap(blob.getValue()));
      assertThat(blobs.isPresent(blob.getKey())).isTrue();
    }
    for (BlobId removed : oracle.removed) {
      assertThat(content(blobs, removed)).isEmpty();
    }
    for (Map.Entry<BlobId, byte[]> blob : oracle.begun.entrySet()) {
      // A half blob would fail its check here.
      content(blobs, blob.getKey())
          .ifPresent(found -> assertThat(found).isEqualTo(Bytes.wrap(blob.getValue())));
    }
    List<BlobId> known = new ArrayList<>(oracle.begun.keySet());
    assertThat(known).containsAll(blobs.list(Optional.empty(), 100));
    assertThat(temporaries(files, ROOT.resolve("blocks"))).isEmpty();
    assertThat(metrics.value("disk.blobs.corrupt")).isZero();
  }

  private static void putAndKill(VolatileFiles files, Oracle oracle, int after) throws IOException {
    oracle.begun.put(id(0x1111, 0), bytes(id(0x1111, 0), 10));
    killed(files, after, () -> put(open(files), new Oracle(), id(0x1111, 0), 10));
  }

  private static void killed(VolatileFiles files, int after, Doomed process) throws IOException {
    files.killAfter(after);
    try {
      process.run();
    } catch (Killed expected) {
      assertThat(after).isNotNegative();
    }
    files.killNoMore();
  }

  private static BlobFolder open(VolatileFiles files) throws IOException {
    return new BlobFolder(files, ROOT, new DiskHealth("test"), new CountingMetrics(), 0);
  }

  private static void put(BlobFolder blobs, Oracle oracle, BlobId id, int length) {
    byte[] bytes = bytes(id, length);
    oracle.begun.put(id, bytes);
    blobs.put(id, ByteBuffer.wrap(bytes), Bytes.wrap(Hashing.sha256().hashBytes(bytes).asBytes()));
    oracle.acknowledged.put(id, bytes);
  }

  private static void delete(BlobFolder blobs, Oracle oracle, BlobId id) {
    oracle.acknowledged.remove(id);
    blobs.delete(id);
    oracle.removed.add(id);
  }

  private static Optional<Bytes> content(BlobFolder blobs, BlobId id) {
    return blobs.get(id).map(StoredBlob::content).map(Bytes::copyOf);
  }

  private static List<String> temporaries(VolatileFiles files, Path below) {
    List<String> found = new ArrayList<>();
    for (String name : files.list(below)) {
      if (name.endsWith(".tmp")) {
        found.add(name);
      }
      found.addAll(temporaries(files, below.resolve(name)));
    }
    return found;
  }

  private static byte[] bytes(BlobId id, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) id.hashCode());
    return bytes;
  }

  private static BlobId id(int start, int index) {
    return new BlobId(new ObjectId((long) start << 48, 1), index);
  }
}
