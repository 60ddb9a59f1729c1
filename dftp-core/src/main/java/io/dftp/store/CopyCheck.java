// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What is to be done when the disk has lost rows: it gets another name, what is known is written
 * again, and every copy is read once, so that those with missing rows are found, and mended from
 * others by the audits. Confined to the event loop.
 */
final class CopyCheck implements WatchedDisk.DamageListener {

  private static final int PAGE = 256;
  private static final int AT_ONCE = 4;

  private final StoreEnvironment env;
  private final MapTable table;
  private final MapOwners owners;
  private final Births births;

  CopyCheck(StoreEnvironment env, MapTable table, MapOwners owners, Births births) {
    this.env = env;
    this.table = table;
    this.owners = owners;
    this.births = births;
    env.watch().onDamage(this);
  }

  /** Looks whether rows were lost while no process ran, or by one that ended before it was done. */
  void start() {
    DiskName name = owners.tenures().diskName();
    name.known()
        .thenCompose(
            known ->
                name.isDrawn()
                    ? env.disk().scan(MapKeys.firstHead(), MapKeys.afterHeads(), 1, Long.MAX_VALUE)
                    : CompletableFuture.completedFuture(List.<LocalStore.StoredRow>of()))
        .thenAccept(
            heads -> {
              if (!heads.isEmpty()) {
                env.watch().noteDamage("rows on the disk were lost");
                readAll(MapKeys.firstHead());
              }
            });
  }

  @Override
  public void damaged() {
    owners.tenures().diskName().lost();
  }

  @Override
  public void salvaged() {
    Tenures tenures = owners.tenures();
    tenures.diskName().renew();
    table.abandonAll();
    owners.reloadAll();
    // The disk answers again when it has the name.
    tenures
        .diskName()
        .known()
        .thenCompose(
            name -> {
              tenures.health().isOn(env.placement().self(), name);
              tenures.keeper().rewrite();
              births.rewrite();
              return readAll(MapKeys.firstHead());
            });
  }

  private CompletableFuture<Void> readAll(Bytes from) {
    return env.disk()
        .scan(from, MapKeys.afterHeads(), PAGE, Long.MAX_VALUE)
        .thenCompose(
            page ->
                page.isEmpty()
                    ? Futures.done()
                    : Futures.forEach(page, AT_ONCE, row -> read(MapKeys.mapOfHead(row.key())))
                        .thenCompose(
                            read -> readAll(MapKeys.justAfter(page.get(page.size() - 1).key()))));
  }

  private CompletableFuture<Void> read(ObjectId map) {
    return table.use(map, MapCell::durable);
  }
}
