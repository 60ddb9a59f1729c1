// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import io.dftp.runtime.Bytes;
import io.dftp.sim.explore.BitReader;
import io.dftp.sim.explore.BitWriter;
import io.dftp.sim.explore.Interned;
import io.dftp.sim.explore.StateInvariant;
import io.dftp.sim.explore.Transitions;
import io.dftp.sim.explore.World;
import io.dftp.store.Duty.Charge;
import io.dftp.store.Duty.Ready;
import io.dftp.store.Duty.Replicating;
import io.dftp.store.Duty.Standing;
import io.dftp.store.Mutation.Condition;
import io.dftp.store.WriteOperation.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One map on three hosts, and two gateways with two operations each, in every order of their
 * messages: the steps of the store's write path as they are in production, with late views, lost
 * answers, messages that arrive twice, a crash, and clients that wait no longer.
 *
 * <p>The first gateway creates the row and then removes what it reads; the second one creates it
 * too, and then replaces what it reads. A promise, a comparison and a copy that is fetched take one
 * moment each; questions of gateways, changes on their way to holders and copies that are sent
 * travel, and arrive in any order.
 */
final class WriteWorld implements World<WriteState> {

  static final String ROW = "x";
  static final int HOSTS = 3;
  private static final int OPERATIONS = 4;
  private static final int INDEX_BITS = 24;

  private final WriteBudget budget;
  private final WriteMutant mutant;
  private final Interned<WriteHost> hosts = new Interned<>();
  private final Interned<WriteOperation> operations = new Interned<>();
  private final Interned<WriteLetter> letters = new Interned<>();

  WriteWorld(WriteBudget budget, WriteMutant mutant) {
    this.budget = budget;
    this.mutant = mutant;
  }

  static int gatewayOf(int operation) {
    return operation / 2;
  }

  static int indexAtGateway(int operation) {
    return operation % 2;
  }

  /** Returns the operation whose dot it is. */
  static int operationOf(Dot dot) {
    long index = dot.counter() >= 10 ? dot.counter() / 10 : dot.counter();
    return (int) ((dot.writer() - 100) * 2 + index - 1);
  }

  @Override
  public List<WriteState> initialStates() {
    Term term = new Term(1, WriteDraft.address(0));
    Row birth = new Row(MapState.BIRTH, new Dot(9, 1), Bytes.EMPTY);
    Change born =
        new Change(new OperationId(9, 1, 1), 2, Verdict.APPLIED, List.of(birth), List.of(), term);
    MapState state = new MapState();
    state.prepare(List.of(born));
    state.commit(List.of(born.id()));
    state.stamp(term);
    MapCopy copy = WriteHost.value(state);
    List<Holder> holders = new ArrayList<>();
    for (int h = 0; h < HOSTS; h++) {
      holders.add(new Holder(WriteDraft.address(h), 1));
    }
    Promises promises = Promises.NONE.with(WriteDraft.ARC, Promise.settled(term, holders));
    List<WriteHost> all = new ArrayList<>();
    for (int h = 0; h < HOSTS; h++) {
      Tenure tenure = Tenure.none(WriteDraft.address(h));
      Duty duty = Duty.NONE;
      if (h == 0) {
        Tenure.Open open =
            new Tenure.Open(
                term, WriteDraft.ARC, holders, Evidence.NONE, ImmutableSet.of(), null, true);
        tenure = new Tenure(WriteDraft.address(0), WriteDraft.ARC, holders, null, open, null, 1);
        Charge charge = new Charge(term, 1, open.others(), Set.copyOf(open.others()), false, false);
        duty = new Duty(charge, new Ready(), true, true, 0);
      }
      all.add(
          new WriteHost(
              true, promises, copy, copy, tenure, duty, List.of(), List.of(), 0, List.of(),
              List.of()));
    }
    List<WriteOperation> none = new ArrayList<>();
    for (int operation = 0; operation < OPERATIONS; operation++) {
      boolean first = indexAtGateway(operation) == 0;
      none.add(first ? WriteOperation.of(create(operation)) : WriteOperation.NONE);
    }
    return List.of(new WriteState(all, none, List.of(), budget));
  }

  @Override
  public void expand(WriteState state, Transitions<WriteState> into) {
    for (int operation = 0; operation < OPERATIONS; operation++) {
      clients(state, operation, into);
    }
    for (int host = 0; host < HOSTS; host++) {
      owner(state, host, into);
      faults(state, host, into);
    }
    letters(state, into);
  }

  private void go(
      WriteState state,
      Transitions<WriteState> into,
      Consumer<WriteDraft> event,
      Supplier<String> label) {
    WriteDraft draft = new WriteDraft(state, mutant);
    event.accept(draft);
    into.to(draft.freeze(), label);
  }

  private void clients(WriteState state, int number, Transitions<WriteState> into) {
    WriteOperation operation = state.operations().get(number);
    if (!operation.isAsked()) {
      asks(state, number, into);
      return;
    }
    if (operation.state().phase() == Attempts.Phase.DECIDED) {
      return;
    }
    if (operation.state().asking()) {
      if (state.budget().silences() > 0) {
        go(
            state,
            into,
            draft -> {
              draft.budget = draft.budget.silenced();
              draft.noAnswer(number);
            },
            () -> name(number) + " hears no answer in time");
      }
    } else {
      for (int host = 0; host < HOSTS; host++) {
        WriteHost asked = state.hosts().get(host);
        if (asked.up() && asked.tenure().arc() != null && asked.duty().charge() != null) {
          brought(state, number, host, into);
        }
      }
    }
    if (state.budget().patience() > 0 && operation.told() == Told.WAITS) {
      go(
          state,
          into,
          draft -> {
            draft.budget = draft.budget.calledOff();
            draft.feed(number, new AttemptEvent.TimeUp());
          },
          () -> "the client of " + name(number) + " waits no longer");
    }
  }

  private void brought(WriteState state, int number, int owner, Transitions<WriteState> into) {
    go(
        state,
        into,
        draft -> draft.ownerFound(number, owner, false, false),
        () -> name(number) + " is brought to host " + owner);
    if (state.budget().silences() > 0) {
      go(
          state,
          into,
          draft -> {
            draft.budget = draft.budget.silenced();
            draft.ownerFound(number, owner, true, false);
          },
          () -> name(number) + " is sent to host " + owner + ", late");
    }
    if (state.budget().repeats() > 0) {
      go(
          state,
          into,
          draft -> {
            draft.budget = draft.budget.repeated();
            draft.ownerFound(number, owner, false, true);
          },
          () -> name(number) + " is brought to host " + owner + ", and will be again");
    }
  }

  /** A client's second operation rests on what it reads when the first has been answered. */
  private void asks(WriteState state, int number, Transitions<WriteState> into) {
    if (state.operations().get(number).told() == Told.SKIPPED) {
      return;
    }
    WriteOperation before = state.operations().get(number - 1);
    if (!before.isAsked() || before.told() == Told.WAITS) {
      return;
    }
    for (int host = 0; host < HOSTS; host++) {
      if (!mayRead(state, host)) {
        continue;
      }
      int read = host;
      List<Row> rows = state.hosts().get(host).rows(ROW);
      if (rows.isEmpty() && !state.hosts().get(host).duty().complete()) {
        continue;
      }
      go(
          state,
          into,
          draft -> {
            if (rows.isEmpty()) {
              draft.skip(number);
            } else {
              draft.ask(number, change(number, rows));
            }
          },
          () -> "a client reads " + rows + " at host " + read + " and asks for " + name(number));
    }
  }

  private static Mutation create(int operation) {
    return new Mutation(List.of(new Condition.Absent(ROW)), List.of(put(operation)), List.of());
  }

  private static Mutation change(int operation, List<Row> seen) {
    List<Dot> dots = seen.stream().map(Row::dot).toList();
    List<Mutation.Put> puts = operation == 3 ? List.of(put(operation)) : List.of();
    return new Mutation(List.of(new Condition.Exactly(ROW, dots)), puts, dots);
  }

  private static Mutation.Put put(int operation) {
    return new Mutation.Put(ROW, Bytes.utf8(value(operation)));
  }

  static String value(int operation) {
    return "of " + operation;
  }

  private static String name(int operation) {
    return "operation " + operation;
  }

  private void owner(WriteState state, int h, Transitions<WriteState> into) {
    WriteHost host = state.hosts().get(h);
    if (!host.up()) {
      return;
    }
    if (state.budget().takeovers() > 0 && host.tenure().arc() == null) {
      go(
          state,
          into,
          draft -> {
            draft.budget = draft.budget.takenOver();
            draft.view(h);
          },
          () -> "host " + h + " sees the map as its own");
    }
    Tenure.Takeover takeover = host.tenure().takeover();
    if (takeover != null) {
      takeover
          .asked()
          .forEach(
              (asked, standing) -> {
                if (standing == Tenure.Standing.WAITING) {
                  go(
                      state,
                      into,
                      draft -> draft.askPromise(h, WriteDraft.number(asked)),
                      () -> "host " + h + " asks " + asked.host() + " for its promise");
                }
              });
    }
    Tenure.Open open = host.tenure().open();
    if (open != null && takeover == null) {
      open.silent().stream()
          .filter(asked -> state.hosts().get(WriteDraft.number(asked)).up())
          .forEach(
              asked ->
                  go(
                      state,
                      into,
                      draft -> draft.askLate(h, WriteDraft.number(asked)),
                      () -> "host " + h + " asks " + asked.host() + ", which was silent"));
    }
    duty(state, h, into);
  }

  private void duty(WriteState state, int h, Transitions<WriteState> into) {
    WriteHost host = state.hosts().get(h);
    if (WriteDraft.awaitsDisk(host)) {
      go(state, into, draft -> draft.durableHere(h), () -> "it is durable at owner " + h);
    }
    if (host.duty().phase() instanceof Replicating replicating) {
      replicating
          .holders()
          .forEach(
              (holder, standing) -> {
                int number = WriteDraft.number(holder);
                if (standing != Standing.PREPARED && !state.hosts().get(number).up()) {
                  go(
                      state,
                      into,
                      draft -> draft.silent(h, number),
                      () -> "owner " + h + " replaces host " + number + ", which is silent");
                }
              });
    }
    boolean news =
        state.hosts().stream()
            .filter(WriteHost::up)
            .flatMap(holder -> holder.memory().pending().stream())
            .anyMatch(change -> host.told().contains(change.id()));
    if (news) {
      go(
          state,
          into,
          draft -> draft.hearCommitted(h),
          () -> "the holders hear from owner " + h + " what is committed");
    }
  }

  private void faults(WriteState state, int h, Transitions<WriteState> into) {
    if (state.hosts().get(h).up() && state.budget().crashes() > 0) {
      go(
          state,
          into,
          draft -> {
            draft.budget = draft.budget.crashed();
            draft.crash(h);
          },
          () -> "host " + h + " crashes");
    }
    if (!state.hosts().get(h).up()) {
      go(state, into, draft -> draft.restart(h), () -> "host " + h + " starts again");
    }
  }

  private void letters(WriteState state, Transitions<WriteState> into) {
    for (int i = 0; i < state.letters().size(); i++) {
      WriteLetter letter = state.letters().get(i);
      boolean same = i > 0 && letter.equals(state.letters().get(i - 1));
      if (same || waitsForAnother(state, letter)) {
        continue;
      }
      go(
          state,
          into,
          draft -> {
            draft.remove(letter);
            arrive(draft, letter);
          },
          () -> "arrives: " + letter);
      boolean repeats = letter instanceof WriteLetter.Prepare;
      if (repeats && state.budget().repeats() > 0) {
        go(
            state,
            into,
            draft -> {
              draft.budget = draft.budget.repeated();
              arrive(draft, letter);
            },
            () -> "arrives, and will again: " + letter);
      }
    }
  }

  /** An owner's present letters arrive at one holder after the other, in the order of hosts. */
  private static boolean waitsForAnother(WriteState state, WriteLetter letter) {
    if (!(letter instanceof WriteLetter.Prepare prepare) || !prepare.current()) {
      return false;
    }
    Duty.Phase phase = state.hosts().get(prepare.from()).duty().phase();
    return phase instanceof Replicating replicating
        && replicating.holders().entrySet().stream()
            .anyMatch(
                holder ->
                    WriteDraft.number(holder.getKey()) < prepare.to()
                        && holder.getValue() != Standing.PREPARED);
  }

  private static void arrive(WriteDraft draft, WriteLetter letter) {
    if (letter instanceof WriteLetter.Ask ask) {
      draft.arrived(ask);
    } else if (letter instanceof WriteLetter.Prepare prepare) {
      draft.arrived(prepare);
    } else {
      draft.arrived((WriteLetter.State) letter);
    }
  }

  /** Says whether a read at the host would be answered: from its copy, under its leases. */
  boolean mayRead(WriteState state, int h) {
    WriteHost host = state.hosts().get(h);
    Tenure.Open open = host.tenure().open();
    Charge charge = host.duty().charge();
    if (!host.up() || open == null || charge == null || !host.duty().isReadable()) {
      return false;
    }
    if (!charge.term().equals(open.term()) || !isPromised(host, open.term())) {
      return false;
    }
    return open.others().stream()
        .map(holder -> state.hosts().get(WriteDraft.number(holder)))
        .allMatch(holder -> !holder.up() || isPromised(holder, open.term()));
  }

  private static boolean isPromised(WriteHost host, Term term) {
    return host.promises().at(WriteDraft.KEY).map(held -> held.term().equals(term)).orElse(false);
  }

  @Override
  public List<StateInvariant<WriteState>> invariants() {
    return new WriteInvariants(this).all();
  }

  @Override
  public void pack(WriteState state, BitWriter into) {
    state.hosts().forEach(host -> into.put(hosts.numberOf(host), INDEX_BITS));
    state.operations().forEach(operation -> into.put(operations.numberOf(operation), INDEX_BITS));
    WriteBudget left = state.budget();
    into.put(left.takeovers(), 3).put(left.silences(), 3).put(left.repeats(), 3);
    into.put(left.crashes(), 3).put(left.patience(), 3);
    into.put(state.letters().size(), 8);
    state.letters().stream()
        .mapToInt(letters::numberOf)
        .sorted()
        .forEach(letter -> into.put(letter, INDEX_BITS));
  }

  @Override
  public WriteState unpack(BitReader from) {
    List<WriteHost> allHosts = new ArrayList<>();
    for (int h = 0; h < HOSTS; h++) {
      allHosts.add(hosts.value(from.get(INDEX_BITS)));
    }
    List<WriteOperation> allOperations = new ArrayList<>();
    for (int operation = 0; operation < OPERATIONS; operation++) {
      allOperations.add(operations.value(from.get(INDEX_BITS)));
    }
    WriteBudget left =
        new WriteBudget(from.get(3), from.get(3), from.get(3), from.get(3), from.get(3));
    int count = from.get(8);
    List<WriteLetter> allLetters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      allLetters.add(letters.value(from.get(INDEX_BITS)));
    }
    return new WriteState(allHosts, allOperations, allLetters, left);
  }

  @Override
  public String draw(WriteState state) {
    StringBuilder text = new StringBuilder();
    for (int h = 0; h < HOSTS; h++) {
      WriteHost host = state.hosts().get(h);
      text.append("host ").append(h).append(host.up() ? "" : " (down)");
      text.append(" promised ").append(term(host));
      text.append(mayRead(state, h) ? ", may be read" : "");
      text.append(host.duty().charge() == null ? "" : ", owner: " + host.duty().phase());
      text.append(", copy ").append(WriteHost.state(host.memory()));
      text.append(" verdicts ").append(host.memory().head().verdicts()).append('\n');
    }
    for (int operation = 0; operation < OPERATIONS; operation++) {
      WriteOperation each = state.operations().get(operation);
      if (each.isAsked()) {
        text.append(name(operation)).append(": ").append(each.state().phase());
        text.append(each.state().asking() ? ", asking" : "");
        text.append(", client ").append(each.told()).append('\n');
      }
    }
    return text.toString();
  }

  private static String term(WriteHost host) {
    return host.promises().at(WriteDraft.KEY).map(held -> held.term().toString()).orElse("nothing");
  }

  /** Returns the operations that the mutation saw and supersedes. */
  static List<Integer> superseded(WriteOperation operation) {
    return requireNonNull(operation.mutation()).removes().stream()
        .map(WriteWorld::operationOf)
        .toList();
  }
}
