// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.Lists;
import io.dftp.net.NodeAddress;
import io.dftp.store.StoreMessage.MapCompare;
import io.dftp.store.StoreMessage.MapStandings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks hosts how their copies of maps stand, many in one question. Confined to the event loop. */
final class MapComparison {

  private static final Duration ASKED_FOR = Duration.ofSeconds(3);

  private final StoreEnvironment env;
  private final MapTable table;
  private final MapRepair repair;

  MapComparison(StoreEnvironment env, MapTable table, MapRepair repair) {
    this.env = env;
    this.table = table;
    this.repair = repair;
  }

  /**
   * A map and the hosts that should have it as this host does.
   *
   * @param owned whether this host serves it
   * @param surplus whether this host should not have it by its own view
   */
  record Target(ObjectId map, boolean owned, boolean surplus, List<NodeAddress> hosts) {
    Target at(List<NodeAddress> others) {
      return new Target(map, owned, surplus, others);
    }
  }

  /** Returns the targets with those of their hosts whose copies differ, or did not say. */
  CompletableFuture<List<Target>> compare(List<Target> targets) {
    Map<NodeAddress, List<ObjectId>> questions = new LinkedHashMap<>();
    targets.forEach(
        target ->
            target
                .hosts()
                .forEach(
                    host ->
                        questions
                            .computeIfAbsent(host, any -> new ArrayList<>())
                            .add(target.map())));
    Map<NodeAddress, Map<ObjectId, MapStanding>> answers = new LinkedHashMap<>();
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    questions.forEach(
        (host, maps) -> {
          for (List<ObjectId> some : Lists.partition(maps, StoreMessage.MAX_ASKED / 2)) {
            asked.add(ask(host, List.copyOf(some), answers));
          }
        });
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenCompose(all -> table.standings(targets.stream().map(Target::map).toList()))
        .thenApply(mine -> differing(targets, mine, answers));
  }

  private List<Target> differing(
      List<Target> targets,
      List<MapStanding> mine,
      Map<NodeAddress, Map<ObjectId, MapStanding>> answers) {
    List<Target> differing = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i);
      MapStanding own = mine.get(i);
      List<NodeAddress> hosts =
          target.hosts().stream()
              .filter(
                  host ->
                      differs(
                          target,
                          host,
                          own,
                          answers.getOrDefault(host, Map.of()).get(target.map())))
              .toList();
      if (!hosts.isEmpty()) {
        differing.add(target.at(hosts));
      }
    }
    return differing;
  }

  private boolean differs(
      Target target, NodeAddress host, MapStanding own, @Nullable MapStanding theirs) {
    if (theirs == null) {
      return true;
    }
    boolean same = own.summary().equals(theirs.summary()) && !own.pending() && !theirs.pending();
    return !same && !repair.isOffered(target, host, own, theirs);
  }

  private CompletableFuture<Void> ask(
      NodeAddress host, List<ObjectId> maps, Map<NodeAddress, Map<ObjectId, MapStanding>> answers) {
    return env.within(
            ASKED_FOR,
            limit -> env.channel().request(host, new MapCompare(maps), MapStandings.class, limit))
        .handle(
            (answer, failure) -> {
              if (failure == null && answer.standings().size() == maps.size()) {
                Map<ObjectId, MapStanding> said =
                    answers.computeIfAbsent(host, any -> new LinkedHashMap<>());
                for (int i = 0; i < maps.size(); i++) {
                  said.put(maps.get(i), answer.standings().get(i));
                }
              }
              return null;
            });
  }
}
