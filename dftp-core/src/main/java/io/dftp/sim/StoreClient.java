// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.cluster.ClusterNode;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.DftpException;
import io.dftp.sim.StoreClients.UnderWay;
import io.dftp.sim.history.Action;
import io.dftp.sim.history.Outcome;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Condition;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.ReplicatedStore;
import io.dftp.store.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One client of a {@link StoreTrial}: asks one thing after the other, through one host or another,
 * remembers what it saw, and sometimes does not wait for the answer.
 */
final class StoreClient {

  private static final Duration OPERATION = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final int IMPATIENCE_MILLIS = 400;
  private static final Duration NO_HOST = Duration.ofMillis(100);
  private static final int MOST_MAPS = 12;

  private final String name;
  private final StoreClients world;
  private final RandomGenerator random;
  private final Map<StoreKey, List<Row>> seen = new LinkedHashMap<>();
  private Optional<SimulatedHost<ClusterNode>> asked = Optional.empty();
  private @Nullable Runnable next;
  private boolean waiting;

  StoreClient(String name, StoreClients world) {
    this.name = name;
    this.world = world;
    this.random = world.random();
  }

  /** Acts after that time, if it may then. */
  void later(Duration time) {
    if (!waiting) {
      waiting = true;
      world.simulation().schedule(time, this::act);
    }
  }

  private void act() {
    waiting = false;
    if (!world.mayBegin()) {
      return;
    }
    Optional<SimulatedHost<ClusterNode>> host = world.gateway(asked);
    if (host.isEmpty()) {
      later(NO_HOST);
      return;
    }
    asked = host;
    Runnable planned = next;
    next = null;
    if (planned != null) {
      planned.run();
    } else {
      choose();
    }
  }

  private void choose() {
    int kind = random.nextInt(100);
    boolean few = world.maps().size() < MOST_MAPS;
    if (world.maps().isEmpty() || (kind < 3 && few)) {
      createMap(StoreOperation.CREATE_MAP, ObjectId.random(random));
    } else if (kind < 12) {
      scan(world.anyKey().map());
    } else if (kind < 32) {
      read(world.anyKey());
    } else if (kind < 42) {
      change(StoreOperation.CREATE, world.anyKey(), List.of());
    } else {
      StoreOperation operation =
          kind < 72
              ? StoreOperation.REPLACE
              : kind < 82 ? StoreOperation.PUT : StoreOperation.REMOVE;
      changeSeen(operation, world.anyKey());
    }
  }

  /** Changes what it saw last, however old, or looks first. */
  private void changeSeen(StoreOperation operation, StoreKey key) {
    List<Row> rows = seen.getOrDefault(key, List.of());
    if (rows.isEmpty()) {
      next = () -> changeAnew(operation, key);
      read(key);
    } else {
      change(operation, key, rows);
    }
  }

  private void changeAnew(StoreOperation operation, StoreKey key) {
    List<Row> rows = seen.getOrDefault(key, List.of());
    change(rows.isEmpty() ? StoreOperation.CREATE : operation, key, rows);
  }

  private void read(StoreKey key) {
    int number = world.recorder().invoke(name, key.text(), new Action.Read());
    ask(
        StoreOperation.READ,
        (store, context) -> store.get(key.map(), key.name(), context),
        rows -> {
          seen.put(key, rows);
          return Outcome.Rows.of(versions(rows));
        },
        outcome -> world.recorder().returned(number, outcome));
  }

  /** A read of each name of the map, all answered at once. */
  private void scan(ObjectId map) {
    Map<StoreKey, Integer> numbers = new LinkedHashMap<>();
    for (String each : StoreClients.NAMES) {
      StoreKey key = new StoreKey(map, each);
      numbers.put(key, world.recorder().invoke(name, key.text(), new Action.Read()));
    }
    this.<List<Row>>ask(
        StoreOperation.SCAN,
        (store, context) -> store.scan(map, "", "", 100, context),
        rows -> {
          numbers.forEach(
              (key, number) -> {
                List<Row> found =
                    rows.stream().filter(row -> row.name().equals(key.name())).toList();
                seen.put(key, found);
                world.recorder().returned(number, Outcome.Rows.of(versions(found)));
              });
          return new Outcome.Unknown(); // All have been told already.
        },
        outcome -> numbers.values().forEach(number -> world.recorder().returned(number, outcome)));
  }

  private void change(StoreOperation operation, StoreKey key, List<Row> rows) {
    boolean removes = operation == StoreOperation.REMOVE && !rows.isEmpty();
    boolean onlyIf =
        operation != StoreOperation.PUT
            && (operation != StoreOperation.REMOVE || random.nextBoolean());
    changeNow(operation, key, rows, onlyIf, removes);
  }

  private void changeNow(
      StoreOperation operation, StoreKey key, List<Row> rows, boolean onlyIf, boolean removes) {
    List<String> adds = removes ? List.of() : List.of(world.newVersion());
    List<Dot> dots = rows.stream().map(Row::dot).toList();
    Condition condition =
        rows.isEmpty() ? new Condition.Absent(key.name()) : new Condition.Exactly(key.name(), dots);
    Mutation mutation =
        new Mutation(onlyIf ? List.of(condition) : List.of(), puts(key, adds), dots);
    seen.remove(key);
    int number =
        world.recorder().invoke(name, key.text(), new Action.Change(onlyIf, versions(rows), adds));
    ask(
        operation,
        (store, context) -> store.mutate(key.map(), mutation, context),
        result -> outcome(key, result),
        outcome -> {
          world.recorder().returned(number, outcome);
          if (outcome instanceof Outcome.Unknown && random.nextInt(4) > 0) {
            next = () -> changeNow(StoreOperation.RETRY, key, rows, true, removes);
          }
        });
  }

  private Outcome outcome(StoreKey key, MutationResult result) {
    if (result instanceof MutationResult.Refused refused) {
      seen.put(key, refused.current());
      return Outcome.Refused.of(versions(refused.current()));
    }
    return new Outcome.Done();
  }

  private void createMap(StoreOperation operation, ObjectId map) {
    StoreKey key = new StoreKey(map, StoreClients.NAMES.get(0));
    List<String> adds = List.of(world.newVersion());
    Mutation mutation = new Mutation(List.of(), puts(key, adds), List.of());
    int number =
        world.recorder().invoke(name, key.text(), new Action.Change(true, List.of(), adds));
    ask(
        operation,
        (store, context) -> store.create(map, mutation, context),
        result -> {
          // Refused or not, it exists now; a refusal shows its birth alone.
          world.mapExists(map);
          return result instanceof MutationResult.Applied
              ? new Outcome.Done()
              : new Outcome.Failed();
        },
        outcome -> {
          world.recorder().returned(number, outcome);
          if (outcome instanceof Outcome.Unknown) {
            ObjectId again = world.mapsTwice() ? map : ObjectId.random(random);
            next = () -> createMap(StoreOperation.RETRY, again);
          }
        });
  }

  /**
   * Asks the host and waits as long as it likes.
   *
   * @param understood says what an answer means
   * @param told is told that, or what a failure or silence means
   */
  private <T> void ask(
      StoreOperation operation,
      BiFunction<ReplicatedStore, CallContext, CompletableFuture<T>> question,
      Function<T, Outcome> understood,
      Consumer<Outcome> told) {
    SimulatedHost<ClusterNode> host = asked.orElseThrow();
    UnderWay call = world.began(operation);
    Simulation simulation = world.simulation();
    Runnable gaveUp = () -> end(call, Outcome.Unknown::new, told);
    Cancellable patience = simulation.schedule(patience(operation), gaveUp);
    SimulatedEventLoop loop = host.process().loop();
    // The connection breaks with the host.
    loop.onCrash(() -> simulation.schedule(Duration.ZERO, gaveUp));
    ReplicatedStore store = host.program().store();
    loop.execute(
        () -> {
          CallContext context = CallContext.withTimeout(loop, OPERATION);
          question
              .apply(store, context)
              .whenComplete(
                  (answer, failure) -> {
                    context.close();
                    patience.cancel();
                    end(
                        call,
                        () -> failure == null ? understood.apply(answer) : meaning(failure),
                        told);
                  });
        });
  }

  private void end(UnderWay call, Supplier<Outcome> outcome, Consumer<Outcome> told) {
    if (world.ended(call)) {
      told.accept(outcome.get());
      later(world.thinking());
    }
  }

  private Duration patience(StoreOperation operation) {
    boolean hasty = operation != StoreOperation.RETRY && random.nextInt(10) == 0;
    return hasty ? Duration.ofMillis(1 + random.nextInt(IMPATIENCE_MILLIS)) : PATIENCE;
  }

  private static Outcome meaning(Throwable failure) {
    boolean never = DftpException.outcomeOf(failure) == io.dftp.runtime.Outcome.DID_NOT_HAPPEN;
    return never ? new Outcome.Failed() : new Outcome.Unknown();
  }

  private static List<Mutation.Put> puts(StoreKey key, List<String> adds) {
    return adds.stream().map(version -> new Mutation.Put(key.name(), Bytes.utf8(version))).toList();
  }

  static List<String> versions(List<Row> rows) {
    return rows.stream()
        .map(row -> new String(row.value().array(), StandardCharsets.UTF_8))
        .toList();
  }
}
