// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import io.dftp.store.Deliberation.Ruling;
import io.dftp.store.Deliberation.Tell;
import io.dftp.store.Deliberation.TellWithGroup;
import io.dftp.store.Duty.Charge;
import io.dftp.store.Duty.Replicating;
import io.dftp.store.Promises.Segment;
import io.dftp.store.Tenure.Open;
import io.dftp.store.WriteHost.Decided;
import io.dftp.store.WriteHost.Waiting;
import io.dftp.store.WriteOperation.Told;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A state of a {@link WriteWorld} while one event happens in it: does what the shells of the store
 * do with the effects of {@link TenureProtocol}, {@link DutyProtocol} and {@link AttemptProtocol}.
 * Mutable.
 */
final class WriteDraft {

  static final ObjectId MAP = new ObjectId(1, 1);
  static final Identifier KEY = MAP.key();
  static final Arc ARC = Arc.whole(KEY);

  private static final long DISK = 1;
  private static final TryAnswer.Applied APPLIED = new TryAnswer.Applied(3, 3);

  private final WriteMutant mutant;
  private final Host[] hosts;
  private final WriteOperation[] operations;
  private final List<WriteLetter> letters;
  WriteBudget budget;

  /** One host, mutable. */
  private static final class Host {
    boolean up;
    Promises promises;
    MapState state;
    MapCopy disk;
    Tenure tenure;
    Duty duty;
    Deque<Waiting> waiting;
    List<Decided> underWay;
    int interrupted;
    List<Change> group;
    List<OperationId> told;
    final ComparedCopies copies = new ComparedCopies();
    final Deque<TenureEvent> tenureEvents = new ArrayDeque<>();
    final Deque<DutyEvent> dutyEvents = new ArrayDeque<>();
    final List<Sent> sent = new ArrayList<>();
    boolean tenureRuns;
    boolean dutyRuns;
    boolean resync;
    int charges;

    Host(WriteHost from) {
      up = from.up();
      promises = from.promises();
      state = WriteHost.state(from.memory());
      disk = from.disk();
      tenure = from.tenure();
      duty = from.duty();
      waiting = new ArrayDeque<>(from.waiting());
      underWay = new ArrayList<>(from.underWay());
      interrupted = from.interrupted();
      group = from.group();
      told = from.told();
    }

    WriteHost freeze() {
      return new WriteHost(
          up,
          promises,
          WriteHost.value(state),
          disk,
          tenure,
          duty,
          List.copyOf(waiting),
          underWay,
          interrupted,
          group,
          told);
    }
  }

  /** A letter that an owner sent in a round of its duty. */
  private record Sent(long round, WriteLetter letter) {}

  WriteDraft(WriteState from, WriteMutant mutant) {
    this.mutant = mutant;
    this.hosts = from.hosts().stream().map(Host::new).toArray(Host[]::new);
    this.operations = from.operations().toArray(WriteOperation[]::new);
    this.letters = new ArrayList<>(from.letters());
    this.budget = from.budget();
  }

  WriteState freeze() {
    letters.removeIf(this::changesNothing);
    List<WriteHost> frozen = new ArrayList<>();
    for (Host host : hosts) {
      if (budget.crashes() == 0 && host.up) {
        // Nobody will see again what is on the disk and not in memory.
        host.disk = WriteHost.value(host.state);
      }
      frozen.add(host.freeze());
    }
    return new WriteState(frozen, List.of(operations), letters, budget);
  }

  /** Says whether it will be refused to one who knows already that it is not the owner. */
  private boolean changesNothing(WriteLetter letter) {
    if (!(letter instanceof WriteLetter.Prepare prepare)) {
      return false;
    }
    Host from = hosts[prepare.from()];
    Host to = hosts[prepare.to()];
    boolean refused =
        to.promises.at(KEY).map(held -> held.term().compareTo(prepare.term()) > 0).orElse(false);
    boolean known =
        !from.up
            || from.promises
                .at(KEY)
                .map(held -> held.term().compareTo(prepare.term()) > 0)
                .orElse(false);
    return refused && known;
  }

  static NodeAddress address(int host) {
    return new NodeAddress("10.0.0." + (host + 1), 4000);
  }

  static int number(NodeAddress address) {
    return address.host().charAt(address.host().length() - 1) - '1';
  }

  // What a client and its gateway do.

  void ask(int operation, Mutation mutation) {
    WriteOperation asked = operations[operation];
    operations[operation] =
        new WriteOperation(mutation, asked.state(), asked.attempt(), asked.told());
  }

  void skip(int operation) {
    operations[operation] = operations[operation].with(Told.SKIPPED);
  }

  /**
   * The question to an owner, which arrives at once, or late: then the gateway has given up waiting
   * for its answer.
   *
   * @param repeated whether it arrives now, and late once more
   */
  void ownerFound(int operation, int owner, boolean late, boolean repeated) {
    Step<Attempts, AttemptEffect> step =
        AttemptProtocol.step(operations[operation].state(), new AttemptEvent.OwnerFound());
    operations[operation] = operations[operation].with(step.state());
    if (mutant == WriteMutant.NEW_DOT_EACH_ATTEMPT) {
      operations[operation] = operations[operation].nextAttempt();
    }
    for (AttemptEffect effect : step.effects()) {
      boolean trying = effect instanceof AttemptEffect.Try;
      boolean clean = effect instanceof AttemptEffect.VoidIt voiding && voiding.clean();
      Deliberation.Asked asked = question(operation, trying, clean);
      if (late || repeated) {
        letters.add(new WriteLetter.Ask(owner, operation, asked));
      }
      if (late) {
        noAnswer(operation);
      } else {
        arrived(owner, new Waiting(operation, true, asked));
      }
    }
  }

  /** The gateway waits no longer for the answer to its last question. */
  void noAnswer(int operation) {
    for (Host host : hosts) {
      List<Waiting> waiting = List.copyOf(host.waiting);
      host.waiting.clear();
      waiting.forEach(question -> host.waiting.add(question.outdated(operation)));
      host.underWay.replaceAll(
          decided -> new Decided(decided.question().outdated(operation), decided.refusal()));
    }
    feed(operation, new AttemptEvent.NoAnswer());
  }

  private Deliberation.Asked question(int operation, boolean trying, boolean clean) {
    WriteOperation asked = operations[operation];
    OperationId id = id(operation, asked.attempt());
    long below = decidedBelow(operation, id);
    Mutation mutation = requireNonNull(asked.mutation());
    return new Deliberation.Asked(
        id, below, trying ? new Operation(id, below, mutation) : null, clean);
  }

  OperationId id(int operation, int attempt) {
    int dots = 1;
    long first = WriteWorld.indexAtGateway(operation) + 1L;
    if (mutant == WriteMutant.NEW_DOT_EACH_ATTEMPT) {
      first = first * 10 + attempt;
    }
    return new OperationId(100 + WriteWorld.gatewayOf(operation), first, dots);
  }

  private long decidedBelow(int operation, OperationId id) {
    if (mutant == WriteMutant.NEW_DOT_EACH_ATTEMPT) {
      return 1;
    }
    for (int earlier = 0; earlier < operation; earlier++) {
      if (WriteWorld.gatewayOf(earlier) == WriteWorld.gatewayOf(operation)
          && operations[earlier].isAsked()
          && operations[earlier].state().phase() != Attempts.Phase.DECIDED) {
        return WriteWorld.indexAtGateway(earlier) + 1L;
      }
    }
    return id.first();
  }

  void feed(int operation, AttemptEvent event) {
    Attempts before = operations[operation].state();
    Step<Attempts, AttemptEffect> step = AttemptProtocol.step(before, event);
    Attempts next = step.state();
    List<AttemptEffect> effects = new ArrayList<>(step.effects());
    if (event instanceof AttemptEvent.Answered answered) {
      boolean refused = answered.answer() instanceof TryAnswer.Refused;
      if (mutant == WriteMutant.REFUSALS_ARE_NOT_VOIDED
          && refused
          && before.phase() == Attempts.Phase.TRYING) {
        effects = List.of(new AttemptEffect.TellRefused((TryAnswer.Refused) answered.answer()));
        next = next.with(Attempts.Phase.DECIDED);
      }
    }
    operations[operation] = operations[operation].with(next);
    for (AttemptEffect effect : effects) {
      Told told = told(effect);
      if (told != null && operations[operation].told() == Told.WAITS) {
        operations[operation] = operations[operation].with(told);
      }
    }
  }

  private static @Nullable Told told(AttemptEffect effect) {
    if (effect instanceof AttemptEffect.TellApplied) {
      return Told.APPLIED;
    }
    if (effect instanceof AttemptEffect.TellRefused) {
      return Told.REFUSED;
    }
    if (effect instanceof AttemptEffect.TellNothing) {
      return Told.NOTHING;
    }
    return effect instanceof AttemptEffect.TellUnsure ? Told.UNSURE : null;
  }

  /** Tells the gateway, if it still waits for this answer; empty when nobody knows. */
  private void answer(Waiting question, Optional<TryAnswer> answer) {
    int operation = question.operation();
    if (question.current()) {
      feed(
          operation,
          answer.<AttemptEvent>map(AttemptEvent.Answered::new).orElse(new AttemptEvent.NoAnswer()));
    }
  }

  // What an owner does with questions.

  void arrived(WriteLetter.Ask letter) {
    arrived(letter.to(), new Waiting(letter.operation(), false, letter.asked()));
  }

  private void arrived(int owner, Waiting question) {
    Host host = hosts[owner];
    if (!host.up) {
      answer(question, Optional.empty());
    } else if (host.tenure.arc() == null) {
      answer(question, elsewhere());
    } else {
      host.waiting.add(question);
      look(owner);
    }
  }

  private static Optional<TryAnswer> elsewhere() {
    return Optional.of(new TryAnswer.Elsewhere(Optional.empty()));
  }

  private Optional<Open> serving(Host host) {
    return Optional.ofNullable(host.tenure.open())
        .filter(
            open ->
                host.tenure.arc() != null
                    && host.promises
                        .at(KEY)
                        .map(held -> held.term().equals(open.term()))
                        .orElse(false));
  }

  private void look(int h) {
    Host host = hosts[h];
    Optional<Open> open = serving(host);
    if (open.isEmpty()) {
      feed(h, new DutyEvent.Discharged());
      if (host.tenure.takeover() == null) {
        turnAway(host);
      }
      return;
    }
    Charge before = host.duty.charge();
    Charge charge = charge(h, open.get());
    if (before == null || !before.isSame(charge)) {
      host.copies.begin(address(h), host.state);
    }
    feed(h, new DutyEvent.Charged(charge));
    feed(h, new DutyEvent.Wanted());
  }

  private Charge charge(int h, Open open) {
    Host host = hosts[h];
    Term stamp = host.state.stamp();
    Set<NodeAddress> sources = new LinkedHashSet<>();
    open.evidence().sources().forEach(sources::add);
    open.others().forEach(sources::add);
    sources.remove(address(h));
    sources.removeIf(source -> !hosts[number(source)].up);
    boolean continuous =
        stamp != null && stamp.equals(open.before()) && open.isContinuous(KEY) && !host.resync;
    if (host.resync) {
      host.charges++;
      host.resync = false;
    }
    return new Charge(
        open.term(),
        host.tenure.version() + host.charges,
        open.others(),
        sources,
        continuous,
        false);
  }

  private void turnAway(Host host) {
    while (!host.waiting.isEmpty()) {
      boolean maybe = host.interrupted > 0;
      Waiting question = host.waiting.remove();
      host.interrupted = Math.max(0, host.interrupted - 1);
      answer(question, maybe ? Optional.empty() : elsewhere());
    }
  }

  // The owner's duty.

  void feed(int h, DutyEvent event) {
    Host host = hosts[h];
    host.dutyEvents.add(event);
    if (host.dutyRuns) {
      return;
    }
    host.dutyRuns = true;
    for (DutyEvent next = host.dutyEvents.poll(); next != null; next = host.dutyEvents.poll()) {
      Step<Duty, DutyEffect> step = DutyProtocol.step(host.duty, next);
      host.duty = step.state();
      for (DutyEffect effect : step.effects()) {
        run(h, effect);
      }
    }
    host.dutyRuns = false;
    forgetRounds(h);
    if (host.resync) {
      look(h);
    }
  }

  /** Rounds matter only as the present one and those before, so that they are not counted. */
  private void forgetRounds(int h) {
    Host host = hosts[h];
    Duty duty = host.duty;
    if (duty.round() != 0) {
      letters.replaceAll(letter -> WriteLetter.outdated(letter, h));
    }
    for (Sent sent : host.sent) {
      letters.add(
          sent.round() == duty.round() ? sent.letter() : WriteLetter.outdated(sent.letter(), h));
    }
    host.sent.clear();
    host.duty = new Duty(duty.charge(), duty.phase(), duty.confirmed(), duty.complete(), 0);
  }

  private void run(int h, DutyEffect effect) {
    Host host = hosts[h];
    if (effect instanceof DutyEffect.Compare compare) {
      compare(h, number(compare.host()), compare.round());
    } else if (effect instanceof DutyEffect.Pull pull) {
      pull(h, number(pull.host()), pull.round());
    } else if (effect instanceof DutyEffect.CompletePending) {
      commitPending(host, host.copies.prepared());
      host.dutyEvents.add(new DutyEvent.Judged(isComplete(host)));
    } else if (effect instanceof DutyEffect.CommitPending) {
      boolean proves = host.state.stamp() != null;
      commitPending(host, proves ? Map.of(address(h), Set.of()) : Map.of());
    } else if (effect instanceof DutyEffect.Decide decide) {
      boolean any = decide(h);
      host.dutyEvents.add(new DutyEvent.Grouped(decide.round(), any));
    } else if (effect instanceof DutyEffect.Prepare prepare) {
      prepare(h, prepare);
    } else if (effect instanceof DutyEffect.SendState send) {
      host.sent.add(
          new Sent(
              send.round(),
              new WriteLetter.State(h, number(send.holder()), true, WriteHost.value(host.state))));
    } else if (effect instanceof DutyEffect.Commit) {
      host.told = host.group.stream().map(Change::id).toList();
      host.state.commit(host.told);
      succeed(host);
    } else if (effect instanceof DutyEffect.Interrupt) {
      interrupt(host);
    } else if (effect instanceof DutyEffect.Stamp) {
      host.state.stamp(requireNonNull(host.duty.charge()).term());
    } else if (effect instanceof DutyEffect.Avoid avoid) {
      avoid(h, avoid.holder());
    }
  }

  private boolean isComplete(Host host) {
    Optional<Open> open = serving(host);
    return open.isPresent()
        && open.get().evidence().isComplete(KEY, host.copies.stamps(), host.copies.unheard());
  }

  private void commitPending(Host host, Map<NodeAddress, Set<OperationId>> compared) {
    Open open = serving(host).orElseThrow();
    host.state.giveUp(
        Refutation.of(KEY, open.term(), open.evidence(), host.state.pending(), compared));
    List<OperationId> pending = host.state.pending().stream().map(Change::id).toList();
    if (mutant == WriteMutant.PREPARED_IS_DROPPED) {
      MapCopy copy = WriteHost.value(host.state);
      host.state = WriteHost.state(new MapCopy(copy.head(), copy.rows(), List.of()));
      return;
    }
    host.state.commit(pending);
  }

  private void pull(int h, int source, long round) {
    Host from = hosts[source];
    if (!from.up) {
      feed(h, new DutyEvent.NothingFrom(address(source), round));
      return;
    }
    MapCopy copy = WriteHost.value(from.state);
    hosts[h].copies.fetchBegins(address(source));
    hosts[h].state.join(copy);
    hosts[h].copies.came(address(source), copy);
    hosts[h].copies.fetchEnds(address(source), true);
    feed(h, new DutyEvent.Joined());
    feed(h, new DutyEvent.Pulled(address(source), round));
  }

  private boolean decide(int h) {
    Host host = hosts[h];
    boolean mayVoid =
        host.duty.complete() && serving(host).map(open -> open.silent().isEmpty()).orElse(false);
    Deliberation deliberation =
        new Deliberation(
            host.state,
            requireNonNull(host.duty.charge()).term(),
            host.duty.complete(),
            mayVoid,
            APPLIED);
    while (!host.waiting.isEmpty()) {
      Waiting question = host.waiting.peek();
      if (deliberation.isInGroup(question.asked().id())) {
        break;
      }
      host.waiting.remove();
      host.interrupted = Math.max(0, host.interrupted - 1);
      decide(host, question, deliberation);
    }
    if (deliberation.isBehind()) {
      host.resync = true;
    }
    host.group = deliberation.group();
    host.state.prepare(host.group);
    if (host.group.isEmpty()) {
      tellRefusals(host);
    }
    return !host.group.isEmpty();
  }

  private void decide(Host host, Waiting question, Deliberation deliberation) {
    Ruling ruling = deliberation.on(question.asked());
    if (ruling instanceof Tell tell) {
      answer(question, Optional.of(tell.answer()));
    } else {
      host.underWay.add(
          new Decided(
              question,
              ruling instanceof TellWithGroup later
                  ? Optional.of(later.refusal())
                  : Optional.empty()));
    }
  }

  private void succeed(Host host) {
    for (Decided decided : host.underWay) {
      boolean voided = decided.question().asked().operation() == null;
      TryAnswer outcome = voided ? new TryAnswer.Voided() : APPLIED;
      answer(decided.question(), Optional.of(decided.refusal().orElse(outcome)));
    }
    host.underWay.clear();
    host.group = List.of();
  }

  /** A refusal shows rows, and waits for the leases as a read does; else it is asked for again. */
  private void tellRefusals(Host host) {
    Open open = serving(host).orElseThrow();
    boolean mayRead =
        open.others().stream()
            .map(holder -> hosts[number(holder)])
            .allMatch(
                holder ->
                    !holder.up
                        || holder
                            .promises
                            .at(KEY)
                            .map(held -> held.term().equals(open.term()))
                            .orElse(false));
    if (mayRead) {
      succeed(host);
      return;
    }
    List<Decided> refused = List.copyOf(host.underWay);
    host.underWay.clear();
    refused.forEach(
        decided ->
            answer(decided.question(), Optional.of(new TryAnswer.NotNow(false, "an old term"))));
  }

  private void interrupt(Host host) {
    for (int i = host.underWay.size() - 1; i >= 0; i--) {
      host.waiting.addFirst(host.underWay.get(i).question());
    }
    host.interrupted += host.underWay.size();
    host.underWay.clear();
    host.group = List.of();
  }

  private void prepare(int h, DutyEffect.Prepare effect) {
    Host host = hosts[h];
    host.sent.add(
        new Sent(
            effect.round(),
            new WriteLetter.Prepare(
                h,
                number(effect.holder()),
                true,
                requireNonNull(host.duty.charge()).term(),
                host.state.summary(),
                host.duty.complete(),
                host.told,
                host.group)));
    if (mutant == WriteMutant.HOLDERS_ARE_NOT_AWAITED && !host.group.isEmpty()) {
      host.dutyEvents.add(new DutyEvent.Prepared(effect.holder(), effect.round()));
    }
  }

  void durableHere(int h) {
    Host host = hosts[h];
    host.disk = WriteHost.value(host.state);
    feed(h, new DutyEvent.DurableHere(0));
  }

  private void compare(int h, int source, long round) {
    Host host = hosts[h];
    Host from = hosts[source];
    if (!from.up) {
      host.copies.isSilent(address(source));
      feed(h, new DutyEvent.NothingFrom(address(source), round));
      return;
    }
    MapStanding standing = MapStanding.of(from.state);
    boolean same = !standing.pending() && standing.summary().equals(host.state.summary());
    host.copies.stands(address(source), standing, same);
    feed(
        h,
        same
            ? new DutyEvent.SameThere(address(source), round)
            : new DutyEvent.DiffersThere(address(source), round));
  }

  // What a holder does.

  void arrived(WriteLetter.Prepare letter) {
    Host holder = hosts[letter.to()];
    if (!holder.up) {
      return;
    }
    Optional<Promise> held = holder.promises.at(KEY);
    boolean older = held.isPresent() && held.get().term().compareTo(letter.term()) > 0;
    if (older) {
      taken(letter, MapLinks.Taken.REFUSED, held);
      return;
    }
    boolean promised = held.map(promise -> promise.term().equals(letter.term())).orElse(false);
    if (!promised) {
      return;
    }
    holder.promises = holder.promises.opened(KEY, letter.term());
    holder.state.commit(letter.told(), letter.term());
    boolean same = holder.state.summary().equals(letter.base());
    if (!same && mutant != WriteMutant.CHANGES_REST_ON_ANY_COPY) {
      taken(letter, MapLinks.Taken.NEEDS_STATE, Optional.empty());
      return;
    }
    if (letter.complete()) {
      holder.state.stamp(letter.term());
    }
    holder.state.prepare(letter.group());
    holder.disk = WriteHost.value(holder.state);
    taken(letter, MapLinks.Taken.PREPARED, Optional.empty());
  }

  private void taken(WriteLetter.Prepare letter, MapLinks.Taken taken, Optional<Promise> newer) {
    int owner = letter.from();
    if (!hosts[owner].up) {
      return;
    }
    if (newer.isPresent()) {
      hosts[owner].promises = hosts[owner].promises.with(ARC, newer.get());
      feed(owner, new TenureEvent.Superseded(new Segment(ARC, newer.get())));
      look(owner);
    } else if (letter.current()) {
      feed(
          owner,
          taken == MapLinks.Taken.PREPARED
              ? new DutyEvent.Prepared(address(letter.to()), 0)
              : new DutyEvent.NeedsState(address(letter.to()), 0));
    }
  }

  void arrived(WriteLetter.State letter) {
    Host holder = hosts[letter.to()];
    if (!holder.up) {
      return;
    }
    holder.state.join(letter.copy());
    holder.disk = WriteHost.value(holder.state);
    if (serving(holder).isPresent()) {
      feed(letter.to(), new DutyEvent.Joined());
    }
    Host owner = hosts[letter.from()];
    if (owner.up && letter.current()) {
      boolean more = !holder.state.summary().equals(owner.state.summary());
      feed(letter.from(), new DutyEvent.StateTaken(address(letter.to()), 0, more));
    }
  }

  /** Holders that are gone are found out by their silence. */
  void silent(int owner, int holder) {
    feed(owner, new DutyEvent.Unfit(address(holder), 0));
  }

  /** The holders hear that the last group is everywhere. */
  void hearCommitted(int owner) {
    Charge charge = hosts[owner].duty.charge();
    for (Host holder : hosts) {
      if (holder.up && charge != null) {
        holder.state.commit(hosts[owner].told, charge.term());
      }
    }
  }

  // Ownership.

  void view(int h) {
    List<Holder> holders = new ArrayList<>();
    holders.add(new Holder(address(h), DISK));
    for (int other = 0; other < hosts.length; other++) {
      if (other != h && hosts[other].up) {
        holders.add(new Holder(address(other), DISK));
      }
    }
    feed(h, new TenureEvent.Viewed(ARC, holders, hosts[h].promises));
  }

  private void avoid(int h, NodeAddress holder) {
    List<Holder> left =
        hosts[h].tenure.hosts().stream().filter(each -> !each.host().equals(holder)).toList();
    feed(h, new TenureEvent.Viewed(ARC, left, hosts[h].promises));
  }

  private void feed(int h, TenureEvent event) {
    Host host = hosts[h];
    host.tenureEvents.add(event);
    if (host.tenureRuns) {
      return;
    }
    host.tenureRuns = true;
    boolean changed = false;
    for (TenureEvent next = host.tenureEvents.poll();
        next != null;
        next = host.tenureEvents.poll()) {
      Step<Tenure, TenureEffect> step = TenureProtocol.step(host.tenure, next);
      host.tenure = step.state();
      for (TenureEffect effect : step.effects()) {
        changed |= run(h, effect);
      }
    }
    host.tenureRuns = false;
    if (changed) {
      look(h);
    }
  }

  private boolean run(int h, TenureEffect effect) {
    Host host = hosts[h];
    if (effect instanceof TenureEffect.Ask ask && ask.host().equals(address(h))) {
      promise(h, h, ask.promise());
    } else if (effect instanceof TenureEffect.AwaitLeases await) {
      host.tenureEvents.add(new TenureEvent.LeasesOver(await.term()));
    } else if (effect instanceof TenureEffect.Walk walk) {
      List<NodeAddress> members = new ArrayList<>();
      for (int member = 0; member < hosts.length; member++) {
        if (hosts[member].up) {
          members.add(address(member));
        }
      }
      host.tenureEvents.add(new TenureEvent.Walked(walk.term(), members));
    } else if (effect instanceof TenureEffect.Look look) {
      host.tenureEvents.add(new TenureEvent.Looked(look.host(), look.term(), true));
    } else if (effect instanceof TenureEffect.Avoid avoid) {
      List<Holder> left =
          host.tenure.hosts().stream().filter(each -> !each.host().equals(avoid.host())).toList();
      host.tenureEvents.add(new TenureEvent.Viewed(ARC, left, host.promises));
    } else if (effect instanceof TenureEffect.Opened) {
      Open open = requireNonNull(host.tenure.open());
      host.promises = host.promises.opened(KEY, open.term());
      return true;
    } else {
      return effect instanceof TenureEffect.Closed;
    }
    return false;
  }

  /** The host that takes over asks another one, or itself, for its promise. */
  void askPromise(int h, int asked) {
    Tenure.Takeover takeover = requireNonNull(hosts[h].tenure.takeover());
    Promise promise = new Promise(takeover.term(), false, takeover.holders(), List.of(), List.of());
    promise(h, asked, promise);
  }

  /** An owner asks one that was silent when it took over. */
  void askLate(int h, int asked) {
    Open open = requireNonNull(hosts[h].tenure.open());
    promise(h, asked, new Promise(open.term(), true, open.holders(), List.of(), List.of()));
  }

  private void promise(int h, int asked, Promise promise) {
    Host host = hosts[asked];
    NodeAddress from = address(asked);
    if (!host.up) {
      feed(h, new TenureEvent.Silent(from, promise.term()));
      return;
    }
    Optional<Promise> held = host.promises.at(KEY);
    if (held.isPresent() && held.get().term().compareTo(promise.term()) > 0) {
      feed(h, new TenureEvent.Refused(from, promise.term(), new Segment(ARC, held.get())));
      return;
    }
    Promises before = Promises.NONE;
    for (Segment segment : host.promises.over(ARC)) {
      before = before.with(segment.arc(), segment.promise());
    }
    host.promises = host.promises.with(ARC, promise);
    feed(asked, new TenureEvent.Superseded(new Segment(ARC, promise)));
    look(asked);
    feed(h, new TenureEvent.Promised(from, promise.term(), new Evidence.Said(before, true, DISK)));
  }

  // Faults.

  void crash(int h) {
    Host host = hosts[h];
    host.up = false;
    host.state = WriteHost.state(host.disk);
    host.tenure = Tenure.none(address(h));
    host.duty = Duty.NONE;
    for (Waiting question : host.waiting) {
      answer(question, Optional.empty());
    }
    for (Decided decided : host.underWay) {
      answer(decided.question(), Optional.empty());
    }
    host.waiting.clear();
    host.underWay.clear();
    host.interrupted = 0;
    host.group = List.of();
    host.told = List.of();
    letters.replaceAll(letter -> WriteLetter.outdated(letter, h));
  }

  void restart(int h) {
    hosts[h].up = true;
  }

  void remove(WriteLetter letter) {
    letters.remove(letter);
  }

  static boolean awaitsDisk(WriteHost host) {
    return host.duty().phase() instanceof Replicating replicating && !replicating.here();
  }
}
