// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.FindOwner;
import io.dftp.chord.ChordMessage.OwnerAnswer;
import io.dftp.chord.ChordMessage.Positions;
import io.dftp.chord.ChordMessage.Surroundings;
import io.dftp.chord.ChordMessage.Target;
import io.dftp.chord.ChordMessage.WhoAreYou;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the member that owns a key, by asking one member after the other, or by a question that is
 * handed on; one of it a request channel.
 *
 * <p>The answer is never a guess: the owner itself has said, by its own predecessor, that the key
 * is in its arc. A lookup that finds nobody sure of it begins anew, and fails with {@link
 * LookupFailedException} when its deadline or its bounds are reached. When its context is cancelled
 * it ends at once; what it was asking is called off, and what was handed on ends by itself after at
 * most {@link LookupConfig#maxHops} messages. Confined to the event loop.
 */
public final class Lookup {

  /** The positions of this host, which are asked without the network. */
  interface LocalPositions extends Relay.Positions {
    /** Returns the answer of a position of this host. */
    OwnerAnswer surroundings(Target asked, Identifier key);
  }

  private final RequestChannel channel;
  private final PeerMonitor monitor;
  private final ChordConfig config;
  private final @Nullable LocalPositions local;
  private final RoundTrips roundTrips;
  private final Relay relay;

  /** Creates lookups for a host that need not be a member of any ring. */
  public Lookup(RequestChannel channel, PeerMonitor monitor, ChordConfig config) {
    this(channel, monitor, config, null);
  }

  Lookup(
      RequestChannel channel,
      PeerMonitor monitor,
      ChordConfig config,
      @Nullable LocalPositions local) {
    this.channel = channel;
    this.monitor = monitor;
    this.config = config;
    this.local = local;
    this.roundTrips = new RoundTrips(config.lookup().nearby());
    this.relay =
        new Relay(
            channel,
            config.lookup(),
            roundTrips,
            target -> local == null ? null : local.at(target));
  }

  /** Asks a host for its positions that are members of a ring; none when it has not joined. */
  public CompletableFuture<List<RingMember>> positionsOf(NodeAddress host, CallContext context) {
    CallContext hop = context.child(config.hopTimeout());
    return channel
        .request(host, new WhoAreYou(), Positions.class, hop)
        .thenApply(Positions::members)
        .whenComplete((members, failure) -> hop.close());
  }

  /**
   * Finds the owner of the key in the ring of another host, as that ring sees it.
   *
   * @return the owner; or fails with {@link LookupFailedException}
   */
  public CompletableFuture<LookupResult> findSuccessorVia(
      NodeAddress contact, Identifier key, CallContext context) {
    return findSuccessorVia(contact, key, config.lookup().mode(), context);
  }

  /** Finds the owner as {@link #findSuccessorVia(NodeAddress, Identifier, CallContext)} does. */
  public CompletableFuture<LookupResult> findSuccessorVia(
      NodeAddress contact, Identifier key, LookupMode mode, CallContext context) {
    return search(new Contact(contact, context), key, mode, context, silent -> {});
  }

  /**
   * Finds the owner of the key from a position of this host.
   *
   * @param shortcuts further members to begin with
   */
  CompletableFuture<LookupResult> findSuccessor(
      Relay.Position self,
      Supplier<List<RingMember>> shortcuts,
      Identifier key,
      LookupMode mode,
      CallContext context) {
    LookupSearch.Origin here =
        new LookupSearch.Origin() {
          @Override
          public void begin(LookupAttempt attempt) {
            attempt.learn(shortcuts.get());
            attempt.ask(self.self());
          }

          @Override
          public void send(FindOwner question, Runnable failed) {
            relay.handOn(question, self);
          }
        };
    return search(here, key, mode, context, self::forget);
  }

  /**
   * Looks whether the owner of a key is still the one it was, which takes one question where it is,
   * and looks further where it is not.
   *
   * @param before who owned the key when it was last asked
   */
  CompletableFuture<LookupResult> confirm(
      Relay.Position self,
      Supplier<List<RingMember>> shortcuts,
      Identifier key,
      RingMember before,
      CallContext context) {
    LookupSearch.Origin here =
        new LookupSearch.Origin() {
          @Override
          public void begin(LookupAttempt attempt) {
            attempt.learn(shortcuts.get());
            attempt.presume(before);
            attempt.ask(self.self());
          }

          @Override
          public void send(FindOwner question, Runnable failed) {
            failed.run();
          }
        };
    return search(here, key, LookupMode.ITERATIVE, context, self::forget);
  }

  /** Returns the round-trip times that requests of this host were seen to take. */
  RoundTrips roundTrips() {
    return roundTrips;
  }

  Relay relay() {
    return relay;
  }

  private CompletableFuture<LookupResult> search(
      LookupSearch.Origin origin,
      Identifier key,
      LookupMode mode,
      CallContext context,
      Consumer<RingMember> silent) {
    LookupSearch.Network network =
        (member, wanted, within, then) -> ask(member, wanted, within, then, silent);
    return new LookupSearch(key, context, config, channel.loop(), monitor, relay, network, origin)
        .start(mode);
  }

  private void ask(
      RingMember member,
      Identifier key,
      CallContext context,
      LookupSearch.Answered then,
      Consumer<RingMember> silent) {
    if (local != null && member.address().equals(channel.localAddress())) {
      then.answered(local.surroundings(Target.of(member), key), false);
      return;
    }
    CallContext hop = context.child(config.hopTimeout());
    long start = channel.loop().nowNanos();
    new ChordNodeReference(member, channel)
        .surroundings(key, hop)
        .whenComplete(
            (answer, failure) -> {
              hop.close();
              if (answer != null) {
                roundTrips.observed(member.address(), channel.loop().nowNanos() - start);
              }
              if (!(answer instanceof Surroundings)) {
                silent.accept(member);
              }
              then.answered(answer, true);
            });
  }

  /** Another host, through whose ring is looked up. */
  private final class Contact implements LookupSearch.Origin {
    private final NodeAddress address;
    private final CallContext context;

    Contact(NodeAddress address, CallContext context) {
      this.address = address;
      this.context = context;
    }

    @Override
    public void begin(LookupAttempt attempt) {
      positionsOf(address, context)
          .whenComplete(
              (members, failure) -> {
                if (failure == null) {
                  attempt.begin(members);
                } else {
                  attempt.unsure(DftpException.reasonOf(failure));
                }
              });
    }

    @Override
    public void send(FindOwner question, Runnable failed) {
      positionsOf(address, context)
          .whenComplete(
              (members, failure) -> {
                if (failure != null || members.isEmpty()) {
                  failed.run();
                  return;
                }
                RingMember first = members.get(0);
                relay.send(
                    question.handedOn(first, false),
                    first,
                    new Relay.Delivery() {
                      @Override
                      public void refused() {
                        failed.run();
                      }

                      @Override
                      public void unconfirmed() {
                        failed.run();
                      }
                    });
              });
    }
  }
}
