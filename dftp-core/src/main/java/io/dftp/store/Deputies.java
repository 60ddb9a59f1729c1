// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Arc;
import io.dftp.net.Exchange;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.store.ArcMessage.ArcDeputy;
import io.dftp.store.ArcMessage.ArcDeputyTaken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who owns arcs in whose stead. A host that cannot hold maps, because its disk is full or does not
 * answer, hands its arcs on to the next one that can, for as long as it says so again and again.
 * Confined to the event loop.
 */
final class Deputies {

  /** How long a deputy acts without hearing that it is still wanted. */
  private static final Duration TERM = Duration.ofSeconds(3);

  private static final Duration SAID_EVERY = Duration.ofMillis(800);

  private final StoreEnvironment env;
  private final HolderHealth health;
  private final Runnable whenChanged;
  private final Map<NodeAddress, Mandate> mandates = new LinkedHashMap<>();
  private List<Arc> offered = List.of();
  private Function<Arc, List<NodeAddress>> candidates = arc -> List.of();
  private @Nullable NodeAddress deputy;
  private boolean offering;
  private boolean closed;

  Deputies(StoreEnvironment env, HolderHealth health, Runnable whenChanged) {
    this.env = env;
    this.health = health;
    this.whenChanged = whenChanged;
  }

  /** What another host has handed on to this one. */
  private record Mandate(List<Arc> arcs, long untilNanos) {}

  /** Returns the arcs that this host owns in the stead of others. */
  List<Arc> arcs() {
    List<Arc> arcs = new ArrayList<>();
    mandates.values().forEach(mandate -> arcs.addAll(mandate.arcs()));
    return arcs;
  }

  /** Returns who owns the arcs of this host in its stead. */
  Optional<NodeAddress> deputy() {
    return Optional.ofNullable(deputy);
  }

  void close() {
    closed = true;
  }

  /**
   * Hands the arcs of this host on, or takes them back.
   *
   * @param arcs none when this host can own them itself
   * @param fit returns the hosts after an arc that can hold maps
   */
  void offer(List<Arc> arcs, Function<Arc, List<NodeAddress>> fit) {
    if (arcs.isEmpty() && !offered.isEmpty()) {
      NodeAddress former = deputy;
      deputy = null;
      if (former != null) {
        offered.forEach(arc -> env.channel().tell(former, new ArcDeputy(arc, false)));
      }
    }
    offered = List.copyOf(arcs);
    candidates = fit;
    if (!offered.isEmpty() && !offering) {
      offering = true;
      sayAgain();
    }
  }

  private void sayAgain() {
    if (closed || offered.isEmpty()) {
      offering = false;
      return;
    }
    for (Arc arc : offered) {
      candidates.apply(arc).stream()
          .filter(host -> !host.equals(env.placement().self()))
          .findFirst()
          .ifPresent(host -> say(host, arc));
    }
    env.loop().schedule(SAID_EVERY, this::sayAgain);
  }

  private void say(NodeAddress host, Arc arc) {
    env.within(
            SAID_EVERY,
            limit ->
                env.channel().request(host, new ArcDeputy(arc, true), ArcDeputyTaken.class, limit))
        .whenComplete(
            (taken, failure) -> {
              if (failure == null && !offered.isEmpty()) {
                deputy = host;
              }
            });
  }

  /** Takes its messages from now on. */
  void serve(RequestChannel channel) {
    channel.on(ArcDeputy.class, (message, exchange) -> take(message, exchange));
  }

  void take(ArcDeputy message, Exchange exchange) {
    NodeAddress from = exchange.from();
    List<Arc> arcs = new ArrayList<>();
    Mandate before = mandates.get(from);
    if (before != null) {
      before.arcs().stream().filter(arc -> !arc.to().equals(message.arc().to())).forEach(arcs::add);
    }
    if (message.wanted()) {
      // By its own word it cannot hold maps: nobody need find that out by waiting for it.
      health.avoid(from);
      arcs.add(message.arc());
      long until = env.loop().nowNanos() + TERM.toNanos();
      mandates.put(from, new Mandate(arcs, until));
      env.loop().schedule(TERM.plusMillis(1), this::endOverdue);
      exchange.reply(new ArcDeputyTaken());
    } else if (before != null) {
      mandates.put(from, new Mandate(arcs, before.untilNanos()));
    }
    whenChanged.run();
  }

  private void endOverdue() {
    long now = env.loop().nowNanos();
    if (mandates.values().removeIf(mandate -> mandate.untilNanos() - now <= 0)) {
      whenChanged.run();
    }
  }
}
