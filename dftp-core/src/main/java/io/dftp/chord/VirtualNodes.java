// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.ChordMessage.AskFingers;
import io.dftp.chord.ChordMessage.AskLife;
import io.dftp.chord.ChordMessage.AskOwner;
import io.dftp.chord.ChordMessage.AskState;
import io.dftp.chord.ChordMessage.Farewell;
import io.dftp.chord.ChordMessage.FollowYou;
import io.dftp.chord.ChordMessage.ForPosition;
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.chord.ChordMessage.NotifyYou;
import io.dftp.chord.ChordMessage.NudgeYou;
import io.dftp.chord.ChordMessage.OwnerAnswer;
import io.dftp.chord.ChordMessage.Positions;
import io.dftp.chord.ChordMessage.Target;
import io.dftp.chord.ChordMessage.WhoAreYou;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.Identifier;
import io.dftp.net.Exchange;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ring positions of one host: makes them, and hands each message to the one it names. What
 * names a position or an incarnation that is not here is answered with NOT_MEMBER. Confined to the
 * event loop.
 */
public final class VirtualNodes implements AutoCloseable {

  /** The most positions of a host. */
  public static final int MAX_POSITIONS = 256;

  private final RequestChannel channel;
  private final PeerMonitor monitor;
  private final ChordConfig config;
  private final Metrics metrics;
  private final Lookup lookup;
  private final Proximity proximity;
  private final Map<Target, ChordNode> positions = new LinkedHashMap<>();

  /** Creates a host without positions, and takes ring messages from now on. */
  public VirtualNodes(
      RequestChannel channel, PeerMonitor monitor, ChordConfig config, Metrics metrics) {
    this(channel, monitor, config, metrics, null);
  }

  /**
   * Creates a host that knows how far away others are, and need not find out by itself.
   *
   * @param known is asked by lookups that prefer members nearby
   */
  public static VirtualNodes withProximity(
      RequestChannel channel,
      PeerMonitor monitor,
      ChordConfig config,
      Metrics metrics,
      Proximity known) {
    return new VirtualNodes(channel, monitor, config, metrics, known);
  }

  private VirtualNodes(
      RequestChannel channel,
      PeerMonitor monitor,
      ChordConfig config,
      Metrics metrics,
      @Nullable Proximity known) {
    this.channel = channel;
    this.monitor = monitor;
    this.config = config;
    this.metrics = metrics;
    this.lookup = new Lookup(channel, monitor, config, new Here());
    this.proximity = known == null ? lookup.roundTrips() : known;
    channel.on(WhoAreYou.class, (message, exchange) -> exchange.reply(members()));
    channel.on(AskState.class, this::dispatch);
    channel.on(AskLife.class, this::dispatch);
    channel.on(AskOwner.class, this::dispatch);
    channel.on(AskFingers.class, this::dispatch);
    channel.on(NotifyYou.class, this::dispatch);
    channel.on(NudgeYou.class, this::dispatch);
    channel.on(FollowYou.class, this::dispatch);
    channel.on(Farewell.class, this::dispatch);
  }

  /**
   * Makes a position that is no member yet. The same id may be there twice, with another
   * incarnation, while a host moves from one ring to another.
   *
   * @param incarnation greater than any that this id had before
   */
  public ChordNode add(Identifier id, long incarnation) {
    channel.loop().checkInLoop("VirtualNodes");
    checkArgument(
        positions.size() < MAX_POSITIONS, "a host has at most %s positions", MAX_POSITIONS);
    Target target = new Target(id, incarnation);
    checkArgument(!positions.containsKey(target), "%s is here already", target);
    RingMember self = new RingMember(id, incarnation, channel.localAddress());
    ChordNode node =
        new ChordNode(
            self,
            channel,
            monitor,
            config,
            metrics,
            lookup,
            proximity,
            () -> positions.remove(target));
    positions.put(target, node);
    return node;
  }

  /** Returns the positions, members or not, in the order they were made. */
  public List<ChordNode> all() {
    return ImmutableList.copyOf(positions.values());
  }

  /** Returns the position whose arc holds the key, as far as this host knows. */
  public Optional<ChordNode> ownerOf(Identifier key) {
    return positions.values().stream()
        .filter(node -> node.view().arc().map(arc -> arc.contains(key)).orElse(false))
        .findFirst();
  }

  /** Returns lookups through other hosts. */
  public Lookup lookup() {
    return lookup;
  }

  /** Stops all positions at once without a word. Any thread may call. */
  @Override
  public void close() {
    channel.loop().runInLoop(() -> all().forEach(ChordNode::close));
  }

  private Positions members() {
    return new Positions(
        positions.values().stream()
            .filter(node -> node.view().isMember())
            .map(ChordNode::self)
            .toList());
  }

  private void dispatch(ForPosition message, Exchange exchange) {
    ChordNode node = positions.get(message.target());
    if (node == null) {
      exchange.reply(new NotMember());
    } else {
      node.handle(message, exchange);
    }
  }

  /** The positions as lookups of this host see them. */
  private final class Here implements Lookup.LocalPositions {

    @Override
    public OwnerAnswer surroundings(Target asked, Identifier key) {
      ChordNode node = positions.get(asked);
      return node == null ? new NotMember() : node.surroundings(key);
    }

    @Override
    public Relay.@Nullable Position at(Target target) {
      ChordNode node = positions.get(target);
      return node == null ? null : node.routes();
    }
  }
}
