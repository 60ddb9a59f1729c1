// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import com.google.common.hash.Hashing;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.store.AuditMark;
import io.dftp.store.BlobId;
import io.dftp.store.BlobNotFoundException;
import io.dftp.store.ByteBudget;
import io.dftp.store.CorruptBlobException;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Condition;
import io.dftp.store.MutationResult;
import io.dftp.store.NameStanding;
import io.dftp.store.ObjectId;
import io.dftp.store.OperationId;
import io.dftp.store.ReplicatedStore;
import io.dftp.store.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Maps and blobs in memory, with a hand on every single call: it can be failed, held up, or be the
 * last one that ever happens. Stricter than the store: a blob is copied only when its put
 * completes, so a caller that changes it before is found out by the hash. Confined to the event
 * loop.
 */
public final class FakeObjects implements ObjectStore {

  /** Decides what becomes of a call. */
  public interface Hand {
    /** Returns what the call waits for, or a failed future to fail it. */
    CompletableFuture<Void> before(String call);
  }

  private static final String ENDED = ((Condition.Absent) ReplicatedStore.notEnded()).name();

  private final EventLoop loop;
  private final Map<ObjectId, NavigableMap<Bytes, List<Row>>> maps = new HashMap<>();
  private final Map<BlobId, Bytes> blobs = new HashMap<>();
  private final ByteBudget budget;
  private Consumer<ObjectId> whenJoined = map -> {};
  private long lastCounter;
  private final Set<Dot> undecided = new HashSet<>();
  private long audits;

  /** What happens before each call; at first nothing. */
  public Hand hand = call -> CompletableFuture.completedFuture(null);

  /** Whether the host has compared its copies each time when it is asked. */
  public boolean comparing = true;

  /** The copies that every change reports. */
  public int copies = 3;

  /** The names of all calls so far. */
  public final List<String> calls = new ArrayList<>();

  /** Creates an empty store. */
  public FakeObjects(EventLoop loop, long budgetBytes) {
    this.loop = loop;
    this.budget = new ByteBudget(budgetBytes);
  }

  /** Returns the budget, to look at. */
  public ByteBudget budget() {
    return budget;
  }

  /** Returns the names of the blobs that are stored. */
  public List<BlobId> blobs() {
    return blobs.keySet().stream().sorted().toList();
  }

  /** Returns the bytes of all blobs. */
  public long blobBytes() {
    return blobs.values().stream().mapToLong(Bytes::size).sum();
  }

  /** Returns the maps that have rows. */
  public int liveMaps() {
    return (int) maps.values().stream().filter(map -> !map.isEmpty()).count();
  }

  /** Adds a row as the other side of a partition would: beside what is there. */
  public void addSibling(ObjectId map, String name, Bytes value, Dot dot) {
    rows(map)
        .computeIfAbsent(Bytes.utf8(name), key -> new ArrayList<>())
        .add(new Row(name, dot, value));
    whenJoined.accept(map);
  }

  /** Returns the number of names in a map. */
  public int size(ObjectId map) {
    return rows(map).size();
  }

  /** Removes all rows of a map. */
  public void clear(ObjectId map) {
    rows(map).clear();
  }

  @Override
  public CompletableFuture<List<Row>> get(ObjectId map, String name, CallContext context) {
    return later("get", () -> List.copyOf(rows(map).getOrDefault(Bytes.utf8(name), List.of())));
  }

  @Override
  public CompletableFuture<List<Row>> scan(
      ObjectId map, String prefix, String after, int limit, CallContext context) {
    return later(
        "scan",
        () -> {
          List<Row> found = new ArrayList<>();
          int names = 0;
          for (Map.Entry<Bytes, List<Row>> name : rows(map).entrySet()) {
            if (name.getKey().startsWith(Bytes.utf8(prefix))
                && name.getKey().compareTo(Bytes.utf8(after)) > 0
                && names < limit) {
              names++;
              found.addAll(name.getValue());
            }
          }
          return found;
        });
  }

  @Override
  public CompletableFuture<MutationResult> mutate(
      ObjectId map, Mutation mutation, CallContext context) {
    return later("mutate", () -> apply(map, mutation));
  }

  @Override
  public CompletableFuture<MutationResult> create(
      ObjectId map, Mutation mutation, CallContext context) {
    return later("mutate", () -> apply(map, mutation));
  }

  @Override
  public OperationId name(ObjectId map, int puts) {
    OperationId name = new OperationId(7, lastCounter + 1, puts);
    lastCounter += puts;
    for (int i = 0; i < puts; i++) {
      undecided.add(name.dot(i));
    }
    return name;
  }

  @Override
  public void unused(ObjectId map, OperationId name) {
    decide(name);
  }

  private void decide(OperationId name) {
    for (int i = 0; i < name.count(); i++) {
      undecided.remove(name.dot(i));
    }
  }

  @Override
  public CompletableFuture<MutationResult> mutate(
      ObjectId map, OperationId name, Mutation mutation, CallContext context) {
    return later("mutate", () -> apply(map, name, mutation));
  }

  @Override
  public CompletableFuture<NameStanding> standing(
      ObjectId map, String name, List<Dot> dots, CallContext context) {
    return get(map, name, context)
        .thenApply(
            rows ->
                new NameStanding(
                    rows, dots.stream().filter(undecided::contains).collect(Collectors.toSet())));
  }

  @Override
  public CompletableFuture<MutationResult> end(
      ObjectId content, List<Condition> conditions, CallContext context) {
    return later(
        "end",
        () ->
            apply(
                content,
                new Mutation(
                    conditions, List.of(new Mutation.Put(ENDED, Bytes.EMPTY)), List.of())));
  }

  @Override
  public CompletableFuture<Boolean> hasEnded(ObjectId content, CallContext context) {
    return get(content, ENDED, context).thenApply(rows -> !rows.isEmpty());
  }

  @Override
  public Hosts hosts() {
    return new Hosts() {
      @Override
      public NodeAddress self() {
        return new NodeAddress("10.0.0.1", 4000);
      }

      @Override
      public long process() {
        return 1;
      }

      @Override
      public CompletableFuture<List<NodeAddress>> members(CallContext context) {
        return CompletableFuture.completedFuture(List.of(self()));
      }

      @Override
      public CompletableFuture<Long> disk() {
        return CompletableFuture.completedFuture(1L);
      }

      @Override
      public CompletableFuture<AuditMark> audited(NodeAddress host, CallContext context) {
        audits++;
        long clean = comparing ? audits : 0;
        return CompletableFuture.completedFuture(new AuditMark(1, 1, audits + 1, clean));
      }

      @Override
      public CompletableFuture<Void> tellEnded(
          NodeAddress host, List<ObjectId> contents, CallContext context) {
        blobs.keySet().removeIf(blob -> contents.contains(blob.content()));
        return CompletableFuture.completedFuture(null);
      }
    };
  }

  @Override
  public CompletableFuture<Integer> putBlob(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    return later(
        "putBlob",
        () -> {
          Bytes copy = Bytes.copyOf(content);
          if (!Bytes.wrap(Hashing.sha256().hashBytes(copy.array()).asBytes()).equals(sha256)) {
            throw new CorruptBlobException(id);
          }
          blobs.put(id, copy);
          return copies;
        });
  }

  @Override
  public CompletableFuture<Integer> ensureBlobs(List<BlobId> ids, CallContext context) {
    return later("ensureBlobs", () -> blobs.keySet().containsAll(ids) ? copies : 0);
  }

  @Override
  public CompletableFuture<List<Integer>> countBlobs(
      List<BlobId> ids, boolean verify, CallContext context) {
    return later(
        "countBlobs", () -> ids.stream().map(id -> blobs.containsKey(id) ? copies : 0).toList());
  }

  @Override
  public int replicas() {
    return 3;
  }

  @Override
  public CompletableFuture<ByteBuffer> getBlob(BlobId id, Bytes sha256, CallContext context) {
    return later(
        "getBlob",
        () -> {
          Bytes found = blobs.get(id);
          if (found == null) {
            throw new BlobNotFoundException(id);
          }
          return found.toBuffer();
        });
  }

  @Override
  public void onJoined(Consumer<ObjectId> listener) {
    whenJoined = listener;
  }

  @Override
  public boolean isFirstOf(ObjectId map) {
    return true;
  }

  @Override
  public CompletableFuture<List<ObjectId>> kept(Optional<ObjectId> after, int limit) {
    return later(
        "kept",
        () ->
            maps.keySet().stream()
                .sorted()
                .filter(map -> after.isEmpty() || map.compareTo(after.get()) > 0)
                .limit(limit)
                .toList());
  }

  @Override
  public CompletableFuture<Lease> acquireToRead(long bytes, CallContext context) {
    return acquire(bytes, context);
  }

  @Override
  public CompletableFuture<Lease> acquire(long bytes, CallContext context) {
    return budget.acquire(bytes, context).thenApply(lease -> lease::release);
  }

  private MutationResult apply(ObjectId map, Mutation mutation) {
    return apply(map, name(map, Math.max(1, mutation.puts().size())), mutation);
  }

  private MutationResult apply(ObjectId map, OperationId name, Mutation mutation) {
    decide(name);
    NavigableMap<Bytes, List<Row>> rows = rows(map);
    for (int i = 0; i < mutation.conditions().size(); i++) {
      Condition condition = mutation.conditions().get(i);
      if (!holds(rows, condition)) {
        return new MutationResult.Refused(i, current(rows, condition));
      }
    }
    rows.values()
        .forEach(versions -> versions.removeIf(row -> mutation.removes().contains(row.dot())));
    for (int i = 0; i < mutation.puts().size(); i++) {
      Mutation.Put put = mutation.puts().get(i);
      rows.computeIfAbsent(Bytes.utf8(put.name()), key -> new ArrayList<>())
          .add(new Row(put.name(), name.dot(i), put.value()));
    }
    rows.values().removeIf(List::isEmpty);
    return new MutationResult.Applied(copies, 3);
  }

  private static boolean holds(NavigableMap<Bytes, List<Row>> rows, Condition condition) {
    if (condition instanceof Condition.Absent absent) {
      return !rows.containsKey(Bytes.utf8(absent.name()));
    }
    if (condition instanceof Condition.Exactly exactly) {
      List<Dot> dots =
          rows.getOrDefault(Bytes.utf8(exactly.name()), List.of()).stream().map(Row::dot).toList();
      return dots.size() == exactly.dots().size() && dots.containsAll(exactly.dots());
    }
    if (condition instanceof Condition.SmallerThan smaller) {
      return rows.values().stream()
              .flatMap(List::stream)
              .mapToLong(row -> row.name().length() + row.value().size())
              .sum()
          < smaller.bytes();
    }
    Bytes prefix = Bytes.utf8(((Condition.NoneBeginning) condition).prefix());
    return rows.keySet().stream().noneMatch(name -> name.startsWith(prefix));
  }

  private static List<Row> current(NavigableMap<Bytes, List<Row>> rows, Condition condition) {
    String name =
        condition instanceof Condition.Absent absent
            ? absent.name()
            : condition instanceof Condition.Exactly exactly ? exactly.name() : "";
    return rows.getOrDefault(Bytes.utf8(name), List.of());
  }

  private NavigableMap<Bytes, List<Row>> rows(ObjectId map) {
    return maps.computeIfAbsent(map, key -> new TreeMap<>());
  }

  private <T> CompletableFuture<T> later(String call, Supplier<T> work) {
    if (!loop.inEventLoop()) {
      throw new AssertionError(call + " was called outside of the loop");
    }
    calls.add(call);
    CompletableFuture<T> result = new CompletableFuture<>();
    hand.before(call)
        .whenComplete(
            (go, failure) ->
                loop.execute(
                    () -> {
                      if (failure != null) {
                        result.completeExceptionally(failure);
                        return;
                      }
                      try {
                        result.complete(work.get());
                      } catch (RuntimeException failed) {
                        result.completeExceptionally(failed);
                      }
                    }));
    return result;
  }
}
