// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.ChordMessage.AskFingers;
import io.dftp.chord.ChordMessage.AskLife;
import io.dftp.chord.ChordMessage.AskOwner;
import io.dftp.chord.ChordMessage.AskState;
import io.dftp.chord.ChordMessage.Farewell;
import io.dftp.chord.ChordMessage.FindOwner;
import io.dftp.chord.ChordMessage.Fingers;
import io.dftp.chord.ChordMessage.FollowYou;
import io.dftp.chord.ChordMessage.ForPosition;
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.chord.ChordMessage.NotifyYou;
import io.dftp.chord.ChordMessage.NudgeYou;
import io.dftp.chord.ChordMessage.OwnerAnswer;
import io.dftp.chord.ChordMessage.Surroundings;
import io.dftp.failure.Liveness;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.id.IdentifierSpace;
import io.dftp.net.Exchange;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One position on the ring: joins it, keeps its place, and finds the owners of keys.
 *
 * <p>Made by {@link VirtualNodes}. Confined to the event loop, but {@link #view}; futures complete
 * on the loop.
 */
public final class ChordNode implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ChordNode.class);

  private final EventLoop loop;
  private final RequestChannel channel;
  private final ChordConfig config;
  private final RingMember self;
  private final Lookup lookup;
  private final RingDriver driver;
  private final FingerTable fingers;
  private final Proximity proximity;
  private final PeerMonitor monitor;
  private final Relay.Position routes = new Routes();
  private final Recall recall;
  private final FingerRepair fingerRepair;
  private final Runnable onClose;
  private final List<RingListener> listeners = new ArrayList<>();
  private @Nullable JoinAttempts joining;
  private boolean closed;
  private boolean frozen;

  ChordNode(
      RingMember self,
      RequestChannel channel,
      PeerMonitor monitor,
      ChordConfig config,
      Metrics metrics,
      Lookup lookup,
      Proximity proximity,
      Runnable onClose) {
    this.loop = channel.loop();
    this.channel = channel;
    this.config = config;
    this.self = self;
    this.monitor = monitor;
    this.lookup = lookup;
    this.proximity = proximity;
    this.onClose = onClose;
    this.fingers = new FingerTable(self, IdentifierSpace.SHA1, config.lookup().alternates());
    this.driver =
        new RingDriver(
            self,
            channel,
            monitor,
            config,
            metrics,
            new RingDriver.Observer() {
              @Override
              public void joined() {
                fingerRepair.copyFromSuccessor();
              }

              @Override
              public void arcHandedOver() {
                endJoining();
              }

              @Override
              public void joinFailed() {
                retryJoin();
              }

              @Override
              public void ringChanged(RingView before, RingView now) {
                recall.ringChanged(before, now);
                tellListeners(before, now);
              }
            });
    this.recall = new Recall(loop, lookup, driver, config);
    this.fingerRepair =
        new FingerRepair(
            routes, fingers, lookup, channel, config, proximity == lookup.roundTrips());
    fingerRepair.start();
  }

  /** Returns this position. */
  public RingMember self() {
    return self;
  }

  /** Returns what it knows of its ring now. Any thread may ask. */
  public RingView view() {
    return driver.view();
  }

  /** Begins a ring of which this position is the only member. */
  public void create() {
    checkUnused();
    driver.feed(new RingEvent.CreateRequested());
  }

  /**
   * Joins the ring of the contacts, one after the other and again, until it is a member.
   *
   * @param contacts addresses of hosts, at least one
   * @return completes when this position is a member and the keys of its arc are its own, or when
   *     the context ends, or it leaves or is closed, in between; fails with {@link
   *     io.dftp.runtime.CancelledException} when that is before it is a member, which says what
   *     kept it from joining: nobody there, or a host that refused
   */
  public CompletableFuture<Void> join(List<NodeAddress> contacts, CallContext context) {
    checkArgument(!contacts.isEmpty(), "a join needs a contact");
    checkUnused();
    JoinAttempts attempts =
        new JoinAttempts(loop, lookup, driver, self, config.stabilizePeriod(), contacts, context);
    joining = attempts;
    attempts.result().whenComplete((joined, failure) -> joining = null);
    attempts.start();
    return attempts.result().copy();
  }

  /**
   * Leaves the ring: stops to be a member, and tells the neighbours, so that they close the gap at
   * once. The position cannot be used again.
   *
   * @return completes when the neighbours have answered, or were silent for a while; never fails
   */
  public CompletableFuture<Void> leave() {
    loop.checkInLoop(this);
    callOffJoin();
    driver.feed(new RingEvent.LeaveRequested());
    return driver.farewells().whenComplete((told, failure) -> close()).copy();
  }

  /** Stops at once without a word, as in a crash. Any thread may call. */
  @Override
  public void close() {
    loop.runInLoop(this::closeHere);
  }

  private void closeHere() {
    if (!closed) {
      closed = true;
      callOffJoin();
      fingerRepair.end();
      recall.close();
      driver.close();
      onClose.run();
    }
  }

  /**
   * Stops to stabilize and to repair fingers, for good, and keeps all it knows, the dead too. For
   * experiments with tables that stay as they are (Stoica et al. 2003, section VI.D); the position
   * goes on answering.
   */
  public void freeze() {
    frozen = true;
    fingerRepair.end();
    driver.freeze();
  }

  /**
   * Finds the owner of the key. The answer was exact with respect to the owner's own predecessor
   * when the owner gave it.
   *
   * @return the owner; or fails with {@link LookupFailedException}
   */
  public CompletableFuture<LookupResult> findSuccessor(Identifier key, CallContext context) {
    return findSuccessor(key, config.lookup().mode(), context);
  }

  /** Finds the owner as {@link #findSuccessor(Identifier, CallContext)} does, in that mode. */
  public CompletableFuture<LookupResult> findSuccessor(
      Identifier key, LookupMode mode, CallContext context) {
    loop.checkInLoop(this);
    if (!view().isMember()) {
      return CompletableFuture.failedFuture(
          new LookupFailedException(self + " is no member of a ring"));
    }
    return lookup.findSuccessor(routes, fingers::members, key, mode, context);
  }

  /**
   * Finds the member before the owner of the key; the owner itself when it is alone.
   *
   * @return the member; or fails with {@link LookupFailedException}
   */
  public CompletableFuture<RingMember> findPredecessor(Identifier key, CallContext context) {
    return findSuccessor(key, context).thenApply(LookupResult::predecessor);
  }

  /** Returns a stub of another member. */
  public ChordNodeReference reference(RingMember member) {
    return new ChordNodeReference(member, channel);
  }

  /** Returns the hosts of predecessor and successors, each once, without this one. */
  public Set<NodeAddress> neighbours() {
    Set<NodeAddress> hosts = new LinkedHashSet<>();
    view().predecessor().ifPresent(predecessor -> hosts.add(predecessor.address()));
    view().successors().forEach(successor -> hosts.add(successor.address()));
    hosts.remove(self.address());
    return hosts;
  }

  /**
   * Returns how many members this position remembers: in a ring of n at most r + 1 + s log n, where
   * s are the alternates of a finger.
   */
  public int routingStateSize() {
    RingView now = view();
    return now.successors().size() + (now.predecessor().isPresent() ? 1 : 0) + fingers.size();
  }

  /** Tells the listener of every change from now on. */
  public void addListener(RingListener listener) {
    listeners.add(listener);
  }

  /** Tells the listener nothing more. */
  public void removeListener(RingListener listener) {
    listeners.remove(listener);
  }

  @Override
  public String toString() {
    return self.toString();
  }

  /** Takes a message for this position. */
  void handle(ForPosition message, Exchange exchange) {
    if (message instanceof AskState) {
      driver.query(exchange, RingEvent.StateQueried::new);
    } else if (message instanceof AskLife) {
      driver.query(exchange, RingEvent.Pinged::new);
    } else if (message instanceof NotifyYou notified) {
      driver.notified(notified, exchange);
    } else if (message instanceof NudgeYou) {
      driver.feed(new RingEvent.Nudged());
    } else if (message instanceof FollowYou following) {
      driver.followed(following.follower());
    } else if (message instanceof Farewell farewell) {
      driver.farewell(farewell, exchange);
    } else if (message instanceof AskOwner asked) {
      exchange.reply(surroundings(asked.key()));
    } else if (message instanceof AskFingers) {
      exchange.reply(view().isMember() ? new Fingers(fingers.nearestFirst()) : new NotMember());
    }
  }

  /** Answers from the published view, so that an open operation does not delay a lookup. */
  OwnerAnswer surroundings(Identifier key) {
    RingView now = view();
    boolean awaited = isAwaited(key);
    if (!now.isMember() || (awaited && now.successors().isEmpty())) {
      return new NotMember();
    }
    // The owner knows no better one, and nobody asks it who is nearer.
    boolean isOwner = now.arc().map(arc -> arc.contains(key)).orElse(false);
    NextHop next = isOwner ? NextHop.NONE : nextHop(key, LookupMode.ITERATIVE);
    // Who hears of the predecessor of a key takes the key for owned.
    RingMember predecessor = isOwner ? now.from() : awaited ? null : now.predecessor().orElse(null);
    return new Surroundings(predecessor, now.successors(), next.presumed(), next.nearer());
  }

  /** Says whether the key is nobody's own yet, though no member is known to stand before it. */
  private boolean isAwaited(Identifier key) {
    RingView now = view();
    return !now.arc().map(arc -> arc.contains(key)).orElse(false)
        && now.predecessor()
            .map(before -> new Arc(before.id(), self.id()).contains(key))
            .orElse(false);
  }

  /** Returns this position as one that hands on questions. */
  Relay.Position routes() {
    return routes;
  }

  private NextHop nextHop(Identifier key, LookupMode mode) {
    Routing routing = new Routing(self, view().successors(), fingers.segments());
    return config.lookup().nearby()
        ? routing.towards(key, monitor::liveness, proximity, mode)
        : routing.towards(key, monitor::liveness);
  }

  private void checkUnused() {
    loop.checkInLoop(this);
    checkState(!closed && !view().isMember() && joining == null, "%s is in use already", self);
  }

  private void callOffJoin() {
    JoinAttempts attempts = joining;
    if (attempts != null) {
      attempts.callOff();
    }
  }

  private void endJoining() {
    JoinAttempts attempts = joining;
    if (attempts != null) {
      attempts.joined();
    }
  }

  private void retryJoin() {
    JoinAttempts attempts = joining;
    if (attempts != null) {
      attempts.failed();
    }
  }

  private void tellListeners(RingView before, RingView now) {
    for (RingListener listener : ImmutableList.copyOf(listeners)) {
      try {
        listener.ringChanged(before, now);
      } catch (RuntimeException failure) {
        log.error("[{}] a listener failed", self, failure);
      }
    }
  }

  /** What this position knows, as lookups use it. */
  private final class Routes implements Relay.Position {

    @Override
    public RingMember self() {
      return self;
    }

    @Override
    public RingView view() {
      return driver.view();
    }

    @Override
    public List<RingMember> onward(FindOwner question) {
      if (isAwaited(question.key())) {
        // Nobody owns it for a moment; who went back from here would go around the ring.
        return List.of();
      }
      if (question.past()) {
        return view().predecessor().stream()
            .filter(before -> monitor.liveness(before.address()) != Liveness.DEAD)
            .toList();
      }
      NextHop next = nextHop(question.key(), LookupMode.RECURSIVE);
      return next.presumed().isEmpty() ? next.nearer() : next.presumed();
    }

    @Override
    public void forget(RingMember silent) {
      if (!frozen) {
        fingers.remove(silent);
      }
    }
  }
}
