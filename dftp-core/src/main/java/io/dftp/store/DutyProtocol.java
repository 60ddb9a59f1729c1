// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import io.dftp.store.Duty.Charge;
import io.dftp.store.Duty.Cold;
import io.dftp.store.Duty.Comparing;
import io.dftp.store.Duty.Deciding;
import io.dftp.store.Duty.Ready;
import io.dftp.store.Duty.Replicating;
import io.dftp.store.Duty.Standing;
import io.dftp.store.DutyEffect.AwaitDisk;
import io.dftp.store.DutyEffect.Commit;
import io.dftp.store.DutyEffect.CommitPending;
import io.dftp.store.DutyEffect.Compare;
import io.dftp.store.DutyEffect.CompletePending;
import io.dftp.store.DutyEffect.Decide;
import io.dftp.store.DutyEffect.Interrupt;
import io.dftp.store.DutyEffect.Prepare;
import io.dftp.store.DutyEffect.Pull;
import io.dftp.store.DutyEffect.SendState;
import io.dftp.store.DutyEffect.Stamp;
import io.dftp.store.DutyEffect.WakeReaders;
import io.dftp.store.DutyEvent.Born;
import io.dftp.store.DutyEvent.Charged;
import io.dftp.store.DutyEvent.DiffersThere;
import io.dftp.store.DutyEvent.Discharged;
import io.dftp.store.DutyEvent.DurableHere;
import io.dftp.store.DutyEvent.FailedHere;
import io.dftp.store.DutyEvent.Grouped;
import io.dftp.store.DutyEvent.Joined;
import io.dftp.store.DutyEvent.Judged;
import io.dftp.store.DutyEvent.NeedsState;
import io.dftp.store.DutyEvent.NothingFrom;
import io.dftp.store.DutyEvent.Prepared;
import io.dftp.store.DutyEvent.Pulled;
import io.dftp.store.DutyEvent.SameThere;
import io.dftp.store.DutyEvent.StateTaken;
import io.dftp.store.DutyEvent.Unfit;
import io.dftp.store.DutyEvent.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The way of a map's changes at its owner, as a pure function.
 *
 * <p>Charged with a map, the owner joins all copies that may know of it, commits what is prepared
 * anywhere, makes sure that every holder has the result, and serves. Changes go in groups: decided
 * on here, prepared here and at all holders, and only then committed and told. A group that is
 * interrupted stays prepared where it is, and the next owner, or this one under its next term,
 * commits it: it may have been at all holders.
 */
final class DutyProtocol {

  private static final ImmutableMap<
          Class<? extends DutyEvent>, BiFunction<Duty, DutyEvent, Step<Duty, DutyEffect>>>
      HANDLERS =
          ImmutableMap
              .<Class<? extends DutyEvent>, BiFunction<Duty, DutyEvent, Step<Duty, DutyEffect>>>
                  builder()
              .put(Charged.class, (duty, event) -> charged(duty, ((Charged) event).charge()))
              .put(Discharged.class, (duty, event) -> discharged(duty))
              .put(SameThere.class, (duty, event) -> same(duty, (SameThere) event))
              .put(DiffersThere.class, (duty, event) -> differs(duty, (DiffersThere) event))
              .put(Pulled.class, (duty, event) -> pulled(duty, (Pulled) event))
              .put(NothingFrom.class, (duty, event) -> nothing(duty, (NothingFrom) event))
              .put(Judged.class, (duty, event) -> judged(duty, ((Judged) event).complete()))
              .put(Wanted.class, (duty, event) -> wanted(duty))
              .put(Born.class, (duty, event) -> born(duty))
              .put(Grouped.class, (duty, event) -> grouped(duty, (Grouped) event))
              .put(DurableHere.class, (duty, event) -> durableHere(duty, (DurableHere) event))
              .put(FailedHere.class, (duty, event) -> failedHere(duty))
              .put(Prepared.class, (duty, event) -> prepared(duty, (Prepared) event))
              .put(NeedsState.class, (duty, event) -> needsState(duty, (NeedsState) event))
              .put(StateTaken.class, (duty, event) -> stateTaken(duty, (StateTaken) event))
              .put(Unfit.class, (duty, event) -> unfit(duty, (Unfit) event))
              .put(Joined.class, (duty, event) -> joined(duty))
              .buildOrThrow();

  private DutyProtocol() {}

  /** Decides what the event means. */
  static Step<Duty, DutyEffect> step(Duty duty, DutyEvent event) {
    return requireNonNull(HANDLERS.get(event.getClass())).apply(duty, event);
  }

  private static Step<Duty, DutyEffect> charged(Duty duty, Charge charge) {
    Charge before = duty.charge();
    if (before != null && before.isSame(charge)) {
      return Step.of(duty);
    }
    List<DutyEffect> effects = interruption(duty);
    if (charge.known()) {
      effects.add(new WakeReaders());
      return decide(new Duty(charge, new Ready(), true, true, duty.round() + 1), effects);
    }
    if (charge.continuous()) {
      // Nobody else has owned it: only the holders may lack something.
      effects.add(new CompletePending());
      return new Step<>(duty.charged(charge, new Cold()), effects);
    }
    Duty comparing =
        new Duty(charge, new Comparing(charge.sources(), Set.of()), false, false, duty.round() + 1);
    charge.sources().forEach(source -> effects.add(new Compare(source, comparing.round())));
    if (charge.sources().isEmpty()) {
      effects.add(new CompletePending());
    }
    return new Step<>(comparing, effects);
  }

  private static Step<Duty, DutyEffect> discharged(Duty duty) {
    if (duty.charge() == null) {
      return Step.of(duty);
    }
    List<DutyEffect> effects = interruption(duty);
    // What is confirmed stays so, should the map come back without another owner in between.
    return new Step<>(duty.charged(null, new Cold()), effects);
  }

  private static List<DutyEffect> interruption(Duty duty) {
    List<DutyEffect> effects = new ArrayList<>();
    boolean group = duty.phase() instanceof Replicating replicating && replicating.group();
    if (group || duty.phase() instanceof Deciding) {
      effects.add(new Interrupt());
    }
    return effects;
  }

  private static Step<Duty, DutyEffect> same(Duty duty, SameThere event) {
    return event.round() == duty.round() ? heard(duty, event.host(), true) : Step.of(duty);
  }

  private static Step<Duty, DutyEffect> differs(Duty duty, DiffersThere event) {
    return event.round() == duty.round()
            && duty.phase() instanceof Comparing comparing
            && comparing.open().contains(event.host())
        ? Step.of(duty, new Pull(event.host(), duty.round()))
        : Step.of(duty);
  }

  private static Step<Duty, DutyEffect> pulled(Duty duty, Pulled event) {
    if (event.round() != duty.round()) {
      // Joined all the same.
      return joined(duty);
    }
    if (duty.phase() instanceof Comparing) {
      return heard(duty, event.host(), true);
    }
    boolean waits = takesState(duty, event.host());
    Step<Duty, DutyEffect> joined = joined(duty);
    return waits ? Step.of(joined.state(), new Prepare(event.host(), duty.round())) : joined;
  }

  private static boolean takesState(Duty duty, NodeAddress holder) {
    return duty.phase() instanceof Replicating replicating
        && replicating.holders().get(holder) == Standing.TAKES_STATE;
  }

  private static Step<Duty, DutyEffect> nothing(Duty duty, NothingFrom event) {
    if (event.round() != duty.round()) {
      return Step.of(duty);
    }
    return takesState(duty, event.host())
        ? Step.of(duty, new DutyEffect.Avoid(event.host()))
        : heard(duty, event.host(), false);
  }

  private static Step<Duty, DutyEffect> heard(Duty duty, NodeAddress host, boolean answered) {
    if (!(duty.phase() instanceof Comparing comparing) || !comparing.open().contains(host)) {
      return Step.of(duty);
    }
    Comparing left = comparing.without(host, answered);
    return left.open().isEmpty()
        ? Step.of(duty.with(left), new CompletePending())
        : Step.of(duty.with(left));
  }

  private static Step<Duty, DutyEffect> judged(Duty duty, boolean complete) {
    Charge charge = duty.charge();
    boolean expected = duty.phase() instanceof Comparing || duty.phase() instanceof Cold;
    if (charge == null || !expected) {
      return Step.of(duty);
    }
    boolean all = complete || (charge.continuous() && duty.complete());
    return replicate(new Duty(charge, duty.phase(), duty.confirmed(), all, duty.round()), false);
  }

  private static Step<Duty, DutyEffect> replicate(Duty duty, boolean group) {
    List<NodeAddress> holders = requireNonNull(duty.charge()).holders();
    Duty next = duty.nextRound().with(Replicating.to(holders, group));
    List<DutyEffect> effects = new ArrayList<>();
    if (duty.complete()) {
      effects.add(new Stamp());
    }
    effects.add(new AwaitDisk(next.round()));
    holders.forEach(holder -> effects.add(new Prepare(holder, next.round())));
    return new Step<>(next, effects);
  }

  private static Step<Duty, DutyEffect> wanted(Duty duty) {
    return duty.phase() instanceof Ready ? decide(duty, new ArrayList<>()) : Step.of(duty);
  }

  private static Step<Duty, DutyEffect> decide(Duty duty, List<DutyEffect> effects) {
    Duty deciding = duty.nextRound().with(new Deciding(false));
    effects.add(new Decide(deciding.round()));
    return new Step<>(deciding, effects);
  }

  /** Whoever is away has nothing of it. */
  private static Step<Duty, DutyEffect> born(Duty duty) {
    return duty.phase() instanceof Deciding
        ? Step.of(new Duty(duty.charge(), duty.phase(), duty.confirmed(), true, duty.round()))
        : Step.of(duty);
  }

  private static Step<Duty, DutyEffect> grouped(Duty duty, Grouped event) {
    if (event.round() != duty.round() || !(duty.phase() instanceof Deciding deciding)) {
      return Step.of(duty);
    }
    if (!event.any()) {
      Duty ready = duty.with(new Ready());
      return deciding.again() ? joined(ready) : Step.of(ready);
    }
    Step<Duty, DutyEffect> group = replicate(duty, true);
    return deciding.again() ? new Step<>(joined(group.state()).state(), group.effects()) : group;
  }

  private static Step<Duty, DutyEffect> durableHere(Duty duty, DurableHere event) {
    return event.round() == duty.round() && duty.phase() instanceof Replicating replicating
        ? advance(duty, replicating.durableHere())
        : Step.of(duty);
  }

  /** Nothing is known of what the disk has: the copy is read anew, under the next charge. */
  private static Step<Duty, DutyEffect> failedHere(Duty duty) {
    List<DutyEffect> effects = interruption(duty);
    return new Step<>(new Duty(null, new Cold(), false, false, duty.round() + 1), effects);
  }

  private static Step<Duty, DutyEffect> prepared(Duty duty, Prepared event) {
    return standing(duty, event.holder(), event.round(), Standing.PREPARED);
  }

  private static Step<Duty, DutyEffect> standing(
      Duty duty, NodeAddress holder, long round, Standing standing) {
    return round == duty.round()
            && duty.phase() instanceof Replicating replicating
            && replicating.holders().containsKey(holder)
        ? advance(duty, replicating.with(holder, standing))
        : Step.of(duty);
  }

  private static Step<Duty, DutyEffect> needsState(Duty duty, NeedsState event) {
    boolean awaited =
        event.round() == duty.round()
            && duty.phase() instanceof Replicating replicating
            && replicating.holders().containsKey(event.holder());
    if (!awaited) {
      return Step.of(duty);
    }
    Step<Duty, DutyEffect> taking =
        standing(duty, event.holder(), event.round(), Standing.TAKES_STATE);
    // Also to one that was sent it before: its own copy was fetched since, and is another now.
    List<DutyEffect> effects = new ArrayList<>(taking.effects());
    effects.add(new SendState(event.holder(), event.round()));
    return new Step<>(taking.state(), effects);
  }

  private static Step<Duty, DutyEffect> stateTaken(Duty duty, StateTaken event) {
    if (event.round() != duty.round() || !takesState(duty, event.holder())) {
      return Step.of(duty);
    }
    // What the holder knows more must not stay with one host: fetched, it is made sure of again.
    return event.knowsMore()
        ? Step.of(duty, new Pull(event.holder(), duty.round()))
        : Step.of(duty, new Prepare(event.holder(), duty.round()));
  }

  private static Step<Duty, DutyEffect> advance(Duty duty, Replicating replicating) {
    if (!replicating.isDone()) {
      return replicating.isReadable()
          ? Step.of(duty.with(replicating), new WakeReaders())
          : Step.of(duty.with(replicating));
    }
    List<DutyEffect> effects = new ArrayList<>();
    if (replicating.group()) {
      effects.add(new Commit());
    }
    if (replicating.again()) {
      effects.add(new CommitPending());
      Step<Duty, DutyEffect> again = replicate(duty.asConfirmed(false), false);
      effects.addAll(again.effects());
      return new Step<>(again.state(), effects);
    }
    effects.add(new WakeReaders());
    return decide(duty.with(new Ready()).asConfirmed(true), effects);
  }

  private static Step<Duty, DutyEffect> unfit(Duty duty, Unfit event) {
    return event.round() == duty.round()
            && duty.phase() instanceof Replicating replicating
            && replicating.holders().containsKey(event.holder())
            && replicating.holders().get(event.holder()) != Standing.PREPARED
        ? Step.of(duty, new DutyEffect.Avoid(event.holder()))
        : Step.of(duty);
  }

  private static Step<Duty, DutyEffect> joined(Duty duty) {
    if (duty.phase() instanceof Replicating replicating) {
      return Step.of(duty.with(replicating.asAgain()).asConfirmed(false));
    }
    if (duty.phase() instanceof Deciding) {
      return Step.of(duty.with(new Deciding(true)).asConfirmed(false));
    }
    if (!(duty.phase() instanceof Ready)) {
      return Step.of(duty.asConfirmed(false));
    }
    List<DutyEffect> effects = new ArrayList<>();
    effects.add(new CommitPending());
    Step<Duty, DutyEffect> again = replicate(duty.asConfirmed(false), false);
    effects.addAll(again.effects());
    return new Step<>(again.state(), effects);
  }
}
