// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.EventLoop;
import io.dftp.store.LocalStore.StoredRow;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What every {@link LocalStore} has to do. A subclass gives the store and a way to wait for it. */
public abstract class LocalStoreContract {

  private static final ObjectId CONTENT = new ObjectId(0x8123_4567_89ab_cdefL, 1);

  /** Returns the store under test, the same one during a test. */
  protected abstract LocalStore store();

  /** Returns the loop that the store completes on. */
  protected abstract EventLoop loop();

  /**
   * Starts the operation on the loop, and waits for its result for a bounded time.
   *
   * @throws io.dftp.runtime.DftpException the failure itself, not wrapped
   */
  protected abstract <T> T call(Supplier<CompletableFuture<T>> operation);

  @Test
  public void returnsTheRowsOfAWrittenBatch() {
    write(new RowBatch().put(key("a"), key("1")).put(key("b"), Bytes.EMPTY));

    assertThat(get("a")).contains(key("1"));
    assertThat(get("b")).contains(Bytes.EMPTY);
    assertThat(get("c")).isEmpty();
  }

  @Test
  public void appliesTheChangesOfABatchInTheirOrder() {
    write(new RowBatch().put(key("a"), key("1")).put(key("b"), key("1")));

    write(
        new RowBatch()
            .remove(key("a"))
            .put(key("a"), key("2"))
            .put(key("b"), key("2"))
            .remove(key("b")));

    assertThat(get("a")).contains(key("2"));
    assertThat(get("b")).isEmpty();
  }

  @Test
  public void readsSeeEveryBatchGivenBeforeThem() {
    List<CompletableFuture<?>> writes = new ArrayList<>();

    Optional<Bytes> seen =
        call(
            () -> {
              for (int i = 0; i < 50; i++) {
                writes.add(store().write(new RowBatch().put(key("a"), key("" + i))));
              }
              return store().get(key("a"));
            });
    List<StoredRow> scanned =
        call(
            () -> {
              writes.add(store().write(new RowBatch().put(key("b"), key("x"))));
              return store().scan(key("b"), key("c"), 10, 1000);
            });

    assertThat(seen).contains(key("49"));
    assertThat(scanned).containsExactly(new StoredRow(key("b"), key("x")));
    writes.forEach(write -> call(() -> write));
  }

  @Test
  public void scansInTheOrderOfUnsignedBytes() {
    TreeMap<Bytes, Bytes> twin = new TreeMap<>();
    Random random = new Random(7);
    RowBatch batch = new RowBatch();
    for (int i = 0; i < 300; i++) {
      byte[] name = new byte[1 + random.nextInt(4)];
      random.nextBytes(name);
      batch.put(Bytes.wrap(name), key("" + i));
      twin.put(Bytes.wrap(name), key("" + i));
    }
    write(batch);

    Bytes from = Bytes.wrap(new byte[] {0x20});
    Bytes to = Bytes.wrap(new byte[] {(byte) 0xe0});

    assertThat(scan(from, to, 1000, 1 << 20))
        .isEqualTo(
            twin.subMap(from, to).entrySet().stream()
                .map(row -> new StoredRow(row.getKey(), row.getValue()))
                .toList());
  }

  @Test
  public void scansEndAtTheirLimits() {
    write(
        new RowBatch()
            .put(key("a"), key("123456789"))
            .put(key("b"), key("123456789"))
            .put(key("c"), key("123456789")));

    assertThat(scan(key("a"), key("c"), 10, 1000))
        .extracting(StoredRow::key)
        .containsExactly(key("a"), key("b"));
    assertThat(scan(key("a"), key("z"), 2, 1000)).hasSize(2);
    assertThat(scan(key("a"), key("z"), 10, 20)).hasSize(2);
    assertThat(scan(key("a"), key("z"), 10, 19)).hasSize(1);
    assertThat(scan(key("a"), key("z"), 10, 1)).hasSize(1);
    assertThat(scan(key("c"), key("a"), 10, 1000)).isEmpty();
    assertThat(scan(key("a"), key("a"), 10, 1000)).isEmpty();
  }

  @Test
  public void returnsAStoredBlobAndItsHash() {
    byte[] bytes = bytes(100_000, 1);
    BlobId id = new BlobId(CONTENT, 0);

    put(id, bytes);

    LocalStore.StoredBlob blob = getBlob(id).orElseThrow();
    assertThat(Bytes.copyOf(blob.content())).isEqualTo(Bytes.wrap(bytes));
    assertThat(blob.sha256()).isEqualTo(hash(bytes));
    assertThat(getBlob(new BlobId(CONTENT, 1))).isEmpty();
  }

  @Test
  public void keepsTheFirstBlobOfAName() {
    BlobId id = new BlobId(CONTENT, 0);
    put(id, bytes(10, 1));

    put(id, bytes(10, 2));

    assertThat(Bytes.copyOf(getBlob(id).orElseThrow().content()))
        .isEqualTo(Bytes.wrap(bytes(10, 1)));
  }

  @Test
  public void storesAnEmptyBlob() {
    BlobId id = new BlobId(CONTENT, Integer.MAX_VALUE);

    put(id, new byte[0]);

    assertThat(getBlob(id).orElseThrow().content().remaining()).isZero();
  }

  @Test
  public void refusesABlobThatDoesNotMatchItsHash() {
    BlobId id = new BlobId(CONTENT, 0);

    assertThatThrownBy(
            () ->
                call(
                    () ->
                        store()
                            .putBlob(
                                id, ByteBuffer.wrap(bytes(10, 1)), hash(bytes(10, 2)), context())))
        .isInstanceOf(CorruptBlobException.class);

    assertThat(getBlob(id)).isEmpty();
    assertThat(present(List.of(id))).isEmpty();
  }

  @Test
  public void saysWhichBlobsArePresent() {
    BlobId stored = new BlobId(CONTENT, 3);
    BlobId absent = new BlobId(CONTENT, 4);
    put(stored, bytes(10, 1));

    assertThat(present(List.of(absent, stored))).containsExactly(stored);
  }

  @Test
  public void removesABlob() {
    BlobId id = new BlobId(CONTENT, 3);
    put(id, bytes(10, 1));

    delete(id);
    delete(id);

    assertThat(getBlob(id)).isEmpty();
    assertThat(present(List.of(id))).isEmpty();
    assertThat(list(Optional.empty(), 10)).isEmpty();
  }

  @Test
  public void listsBlobsInTheirOrderPageByPage() {
    Random random = new Random(11);
    List<BlobId> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ObjectId content = ObjectId.random(random);
      ids.add(new BlobId(content, 0));
      ids.add(new BlobId(content, 255 + i));
      ids.add(new BlobId(new ObjectId(content.high(), content.low() + 1), i));
    }
    ids.forEach(id -> put(id, bytes(3, 5)));

    List<BlobId> listed = new ArrayList<>();
    List<BlobId> page = list(Optional.empty(), 7);
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(7);
      listed.addAll(page);
      page = list(Optional.of(listed.get(listed.size() - 1)), 7);
    }

    assertThat(listed).isEqualTo(ids.stream().sorted().toList());
  }

  @Test
  public void verifiesItsRowsPieceByPieceToAnEnd() {
    write(new RowBatch().put(key("a"), key("1")));
    long last = 0;

    Optional<Long> piece = call(() -> store().verifyRows(0));
    while (piece.isPresent()) {
      assertThat(piece.get()).isGreaterThan(last);
      long after = piece.get();
      last = after;
      piece = call(() -> store().verifyRows(after));
    }

    assertThat(get("a")).contains(key("1"));
  }

  @Test
  public void setsNothingAsideThatIsGood() {
    BlobId id = new BlobId(CONTENT, 4);
    put(id, bytes(10, 1));
    getBlob(id);
    delete(id);

    assertThat(call(() -> store().damagedBlobs(Optional.empty(), 10))).isEmpty();
  }

  @Test
  public void doesNotBeginWhatWasCalledOff() {
    BlobId id = new BlobId(CONTENT, 3);

    assertThatThrownBy(
            () ->
                call(
                    () -> {
                      CallContext context = context();
                      context.cancel();
                      byte[] bytes = bytes(10, 1);
                      return store().putBlob(id, ByteBuffer.wrap(bytes), hash(bytes), context);
                    }))
        .isInstanceOf(CancelledException.class);

    assertThat(getBlob(id)).isEmpty();
  }

  @Test
  public void leavesThePositionsOfBuffersAlone() {
    BlobId id = new BlobId(CONTENT, 3);
    byte[] bytes = bytes(10, 1);
    ByteBuffer given = ByteBuffer.wrap(bytes);

    call(() -> store().putBlob(id, given, hash(bytes), context()));
    getBlob(id).orElseThrow().content().get();

    assertThat(given.remaining()).isEqualTo(10);
    assertThat(getBlob(id).orElseThrow().content().remaining()).isEqualTo(10);
  }

  @Test
  public void completesOnTheLoop() {
    boolean onLoop =
        call(
            () ->
                store()
                    .write(new RowBatch().put(key("a"), key("b")))
                    .thenApply(done -> loop().inEventLoop()));

    assertThat(onLoop).isTrue();
  }

  @Test
  public void countsTheUsableBytes() {
    assertThat(call(() -> store().usableBytes())).isPositive();
  }

  /** Returns a context of a minute; on the loop. */
  protected final CallContext context() {
    return CallContext.withTimeout(loop(), Duration.ofMinutes(1));
  }

  /** Returns the SHA-256. */
  protected static Bytes hash(byte[] bytes) {
    return Bytes.wrap(Hashing.sha256().hashBytes(bytes).asBytes());
  }

  /** Returns bytes that depend on the seed. */
  protected static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Bytes key(String text) {
    return Bytes.utf8(text);
  }

  private void write(RowBatch batch) {
    call(() -> store().write(batch));
  }

  private Optional<Bytes> get(String key) {
    return call(() -> store().get(key(key)));
  }

  private List<StoredRow> scan(Bytes from, Bytes to, int maxRows, long maxBytes) {
    return call(() -> store().scan(from, to, maxRows, maxBytes));
  }

  private void put(BlobId id, byte[] bytes) {
    call(() -> store().putBlob(id, ByteBuffer.wrap(bytes), hash(bytes), context()));
  }

  private Optional<LocalStore.StoredBlob> getBlob(BlobId id) {
    return call(() -> store().getBlob(id, context()));
  }

  private Set<BlobId> present(List<BlobId> ids) {
    return call(() -> store().presentBlobs(ids));
  }

  private List<BlobId> list(Optional<BlobId> after, int limit) {
    return call(() -> store().listBlobs(after, limit));
  }

  private void delete(BlobId id) {
    call(() -> store().deleteBlob(id));
  }
}
