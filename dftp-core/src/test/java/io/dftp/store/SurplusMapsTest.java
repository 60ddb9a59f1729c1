// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.Exchange;
import io.dftp.runtime.Bytes;
import io.dftp.store.StoreMessage.MapCovered;
import io.dftp.store.StoreMessage.MapCovers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When a copy of a map beyond the first k may go, and who confirms that it may. */
class SurplusMapsTest {

  private static final ObjectId MAP = new ObjectId(0, 1);
  private static final Term TERM = new Term(1, StoreParts.HERE);
  private static final OperationId FIRST = new OperationId(5, 1, 1);
  private static final OperationId SECOND = new OperationId(5, 2, 1);
  private static final MapComparison.Target SURPLUS =
      new MapComparison.Target(MAP, false, true, List.of(StoreParts.OTHER));

  private MapTable table;
  private SurplusMaps surplus;
  private CompletableFuture<Boolean> confirmed = new CompletableFuture<>();

  private final StoreParts parts =
      new StoreParts(
          91,
          disk -> disk,
          (env, channel) -> {
            table = new MapTable(env, new OperationNames(env.loop().random(), env.metrics()));
            surplus = new SurplusMaps(env, new HostLocator(env), table);
            MapReplica replica =
                new MapReplica(
                    env,
                    table,
                    new PromiseKeeper(env, new Births(env), new DiskName(env), newer -> {}),
                    new StateSender(env),
                    surplus::keeps);
            channel.on(MapCovered.class, (message, exchange) -> replica.take(message, exchange));
          });

  SurplusMapsTest() {
    parts.other().on(MapCovered.class, this::confirm);
  }

  private void confirm(MapCovered question, Exchange exchange) {
    confirmed.thenAccept(yes -> exchange.reply(new MapCovers(yes)));
  }

  @Test
  void aCopyStaysWhileOneOfTheOthersDoesNotConfirm() {
    write(FIRST);
    confirmed.complete(false);

    parts.await(surplus.drop(List.of(SURPLUS), () -> true));

    assertThat(parts.here().disk().durableRows()).containsKey(MapKeys.head(MAP));
    confirmed = CompletableFuture.completedFuture(true);
    parts.await(surplus.drop(List.of(SURPLUS), () -> true));
    assertThat(parts.here().disk().durableRows()).doesNotContainKey(MapKeys.head(MAP));
  }

  /** Else it would say that it has what is only in its memory, and nobody would send it again. */
  @Test
  void whatWasDroppedIsNotInMemoryEither() {
    write(FIRST);
    confirmed.complete(true);
    parts.await(surplus.drop(List.of(SURPLUS), () -> true));

    assertThat(covers(FIRST)).isFalse();
    write(FIRST);
    assertThat(covers(FIRST)).isTrue();
    assertThat(parts.here().disk().durableRows())
        .containsKey(MapKeys.row(MAP, new Row("name", FIRST.dot(0), Bytes.utf8("value"))));
  }

  @Test
  void aCopyStaysWhenTheRingHasChangedMeanwhile() {
    write(FIRST);
    confirmed.complete(true);

    parts.await(surplus.drop(List.of(SURPLUS), () -> false));

    assertThat(parts.here().disk().durableRows()).containsKey(MapKeys.head(MAP));
  }

  /** Of two that drop their copies, one would count on the other. */
  @Test
  void whoMeansToDropItsCopyConfirmsNothing() {
    write(FIRST);
    assertThat(covers(FIRST)).isTrue();

    CompletableFuture<Void> dropping = surplus.drop(List.of(SURPLUS), () -> true);
    parts.simulation().runFor(Duration.ofMillis(100));
    assertThat(covers(FIRST)).isFalse();

    confirmed.complete(false);
    parts.await(dropping);
    assertThat(covers(FIRST)).isTrue();
  }

  @Test
  void whoKnowsLessDoesNotConfirm() {
    write(FIRST);

    assertThat(covers(FIRST)).isTrue();
    assertThat(covers(SECOND)).isFalse();
  }

  private void write(OperationId id) {
    Row row = new Row("name", id.dot(0), Bytes.utf8("value"));
    MapState written = new MapState();
    written.prepare(List.of(new Change(id, 1, Verdict.APPLIED, List.of(row), List.of(), TERM)));
    written.commit(List.of(id));
    parts.await(
        table.use(
            MAP,
            cell -> {
              cell.join(written.snapshot());
              return cell.durable();
            }));
  }

  private boolean covers(OperationId seen) {
    Bytes context = StoreWire.encode(CausalContext.EMPTY.plus(seen.dots())::write);
    return parts
        .await(
            parts.ask(
                new MapCovered(MAP, StoreWire.inline(context)),
                StoreWire.beside(context),
                MapCovers.class))
        .covers();
  }
}
