// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingEffect;
import io.dftp.chord.RingEvent;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingState;
import io.dftp.chord.RingStep;
import io.dftp.sim.explore.BitReader;
import io.dftp.sim.explore.BitWriter;
import io.dftp.sim.explore.StateInvariant;
import io.dftp.sim.explore.Transitions;
import io.dftp.sim.explore.World;
import io.dftp.sim.ring.Letter.Goodbye;
import io.dftp.sim.ring.Letter.Notice;
import io.dftp.sim.ring.Letter.Query;
import io.dftp.sim.ring.Letter.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A ring whose positions talk by messages that are delayed, reordered and lost. A question and its
 * answer are transitions of their own, so that operations of several positions overlap; here BUSY,
 * time-outs, late replies and notifications that wait occur.
 *
 * <p>Assumed: the failure detector calls nobody dead that lives, but may find a death at any later
 * time. A query may time out at any time. Timers and nudges only make a position stabilize sooner,
 * so they need no model: any position may stabilize at any time.
 */
final class MessageWorld implements World<MessageState> {

  /**
   * What a world takes for granted.
   *
   * @param ofAnswersToo whether the operating assumptions count the answers under way as well
   * @param turning whether states that differ by a turn of the circle are one
   */
  record Rules(boolean ofAnswersToo, boolean turning) {
    static final Rules PROVEN = new Rules(true, true);
  }

  private static final int NUMBER_BITS = 24;
  private static final int COUNT_BITS = 5;

  private final MessageBounds bounds;
  private final StepTable table;
  private final Names names;
  private final Symmetry symmetry;
  private final Resolutions resolutions;
  private final Numbered<Letter> letters = new Numbered<>();

  MessageWorld(MessageBounds bounds, RingStep step, Rules rules) {
    this.bounds = bounds;
    this.table = new StepTable(step);
    this.names = new Names(bounds.ids());
    this.symmetry = new Symmetry(names, table, letters, rules.turning());
    this.resolutions = new Resolutions(table, bounds.successors(), rules.ofAnswersToo());
  }

  StepTable table() {
    return table;
  }

  MessageBounds bounds() {
    return bounds;
  }

  /** Begins with an ideal ring of one member more than a list has entries. */
  @Override
  public List<MessageState> initialStates() {
    ImmutableList.Builder<MessageState> all = ImmutableList.builder();
    for (List<Integer> places : Names.choices(bounds.ids(), bounds.successors() + 1)) {
      all.add(seal(ideal(places)));
    }
    return all.build();
  }

  private Draft ideal(List<Integer> places) {
    int[] empty = new int[bounds.ids()];
    Arrays.fill(empty, MessageState.NONE);
    Draft draft = new Draft(table, bounds, empty, List.of());
    names.ideal(places, bounds.successors()).forEach(draft::place);
    return draft;
  }

  @Override
  public void expand(MessageState state, Transitions<MessageState> into) {
    for (int place = 0; place < bounds.ids(); place++) {
      if (state.positions()[place] == MessageState.NONE) {
        joins(state, place, into);
      } else {
        ownEvents(state, place, into);
        departures(state, place, into);
      }
    }
    for (int number : state.letters()) {
      Letter letter = letters.get(number);
      to(state, into, draft -> deliver(draft, letter), () -> Words.delivery(letter));
      to(state, into, draft -> draft.take(letter), () -> Words.loss(letter));
    }
  }

  private void joins(MessageState state, int place, Transitions<MessageState> into) {
    int incarnation = symmetry.nextIncarnation(state, place);
    if (incarnation >= bounds.incarnations() || isCrowded(state)) {
      return;
    }
    RingMember joiner = names.member(place, incarnation);
    for (int other = 0; other < bounds.ids(); other++) {
      int at = state.positions()[other];
      if (at != MessageState.NONE && table.state(at).member()) {
        RingMember contact = table.state(at).self();
        to(
            state,
            into,
            draft -> {
              draft.place(RingState.outside(joiner, bounds.successors()));
              draft.feed(place, new RingEvent.JoinRequested(contact));
            },
            () -> Words.name(joiner) + " begins to join at " + Words.name(contact));
      }
    }
  }

  private void ownEvents(MessageState state, int place, Transitions<MessageState> into) {
    RingState position = table.state(state.positions()[place]);
    String name = Words.name(position.self());
    if (!position.isIdle()) {
      RingMember asked = StepTable.asked(position);
      feed(
          state,
          into,
          place,
          new RingEvent.TimedOut(StepTable.OPEN),
          () -> name + "'s query to " + Words.name(asked) + " times out");
      if (!isPresent(state, asked)) {
        feed(
            state,
            into,
            place,
            new RingEvent.Gone(StepTable.OPEN),
            () -> name + " finds that " + Words.name(asked) + " is dead");
      }
      return;
    }
    if (!isCrowded(state)) {
      feed(state, into, place, new RingEvent.StabilizeTick(), () -> name + " begins to stabilize");
    }
    RingMember predecessor = position.predecessor();
    if (predecessor != null && isVacant(state, predecessor)) {
      feed(
          state,
          into,
          place,
          new RingEvent.PeerDied(predecessor),
          () -> name + " hears that its predecessor " + Words.name(predecessor) + " died");
    }
  }

  private void departures(MessageState state, int place, Transitions<MessageState> into) {
    RingState position = table.state(state.positions()[place]);
    String name = Words.name(position.self());
    if (!resolutions.mayDepart(state.positions(), replies(state), place)) {
      return;
    }
    to(state, into, draft -> draft.remove(place), () -> name + " fails");
    if (bounds.leaves() && position.member()) {
      feed(state, into, place, new RingEvent.LeaveRequested(), () -> name + " leaves");
    }
  }

  /** Answers the query, or hands over what a letter brings. */
  void deliver(Draft draft, Letter letter) {
    draft.take(letter);
    if (letter instanceof Query query) {
      draft.send(new Reply(query.asker(), query.to(), answer(draft, query), query.late()));
    } else if (letter instanceof Reply reply) {
      long request = reply.late() ? StepTable.LATE : StepTable.OPEN;
      draft.feed(Names.place(reply.asker()), StepTable.withRequest(reply.event(), request));
    } else if (letter instanceof Notice notice && draft.isPresent(notice.to())) {
      draft.feed(Names.place(notice.to()), new RingEvent.Notified(notice.notifier()));
    } else if (letter instanceof Goodbye bye && draft.isPresent(bye.to())) {
      bid(draft, bye);
    }
  }

  private RingEvent answer(Draft draft, Query query) {
    if (!draft.isPresent(query.to())) {
      return new RingEvent.Gone(StepTable.OPEN);
    }
    RingEvent question = query.life() ? new RingEvent.Pinged(0) : new RingEvent.StateQueried(0);
    int asked = draft.positions()[Names.place(query.to())];
    RingEffect answer = table.step(asked, question).effects().get(0);
    if (answer instanceof RingEffect.AnswerState known) {
      return new RingEvent.StateReply(StepTable.OPEN, known.predecessor(), known.successors());
    }
    if (answer instanceof RingEffect.AnswerPong) {
      return new RingEvent.Pong(StepTable.OPEN);
    }
    return answer instanceof RingEffect.AnswerBusy
        ? new RingEvent.BusyReply(StepTable.OPEN)
        : new RingEvent.Gone(StepTable.OPEN);
  }

  /** A farewell to one that is busy is said again. */
  private void bid(Draft draft, Goodbye bye) {
    int place = Names.place(bye.to());
    RingEvent event = new RingEvent.FarewellReceived(0, bye.leaver(), bye.predecessor());
    boolean busy =
        table.step(draft.positions()[place], event).effects().stream()
            .anyMatch(RingEffect.AnswerBusy.class::isInstance);
    if (busy) {
      draft.send(bye);
    } else {
      draft.feed(place, event);
    }
  }

  private boolean isCrowded(MessageState state) {
    int open = 0;
    for (int number : state.positions()) {
      open += number != MessageState.NONE && !table.state(number).isIdle() ? 1 : 0;
    }
    return open >= bounds.operations();
  }

  /** Says whether the detector finds the host dead: a host that is back is alive again. */
  private boolean isVacant(MessageState state, RingMember member) {
    return state.positions()[Names.place(member)] == MessageState.NONE;
  }

  private boolean isPresent(MessageState state, RingMember member) {
    int number = state.positions()[Names.place(member)];
    return number != MessageState.NONE && table.state(number).self().equals(member);
  }

  private void feed(
      MessageState state,
      Transitions<MessageState> into,
      int place,
      RingEvent event,
      Supplier<String> label) {
    to(state, into, draft -> draft.feed(place, event), label);
  }

  private void to(
      MessageState state,
      Transitions<MessageState> into,
      Consumer<Draft> change,
      Supplier<String> label) {
    Draft draft = draft(state);
    change.accept(draft);
    into.to(seal(draft), label);
  }

  private Draft draft(MessageState state) {
    return draft(state, bounds);
  }

  /** Returns what another state is made of, with other bounds from now on. */
  Draft draft(MessageState state, MessageBounds within) {
    return new Draft(
        table,
        within,
        state.positions(),
        Arrays.stream(state.letters()).mapToObj(letters::get).toList());
  }

  private MessageState seal(Draft draft) {
    return symmetry.compact(
        new MessageState(
            draft.positions(), draft.letters().stream().mapToInt(letters::of).sorted().toArray()));
  }

  private List<Reply> replies(MessageState state) {
    return Arrays.stream(state.letters())
        .mapToObj(letters::get)
        .filter(letter -> letter instanceof Reply reply && !reply.late())
        .map(Reply.class::cast)
        .toList();
  }

  @Override
  public void pack(MessageState state, BitWriter into) {
    MessageState canonical = symmetry.canonical(state);
    for (int number : canonical.positions()) {
      into.put(number + 1, NUMBER_BITS);
    }
    into.put(canonical.letters().length, COUNT_BITS);
    for (int number : canonical.letters()) {
      into.put(number, NUMBER_BITS);
    }
  }

  @Override
  public MessageState unpack(BitReader from) {
    int[] positions = new int[bounds.ids()];
    for (int place = 0; place < positions.length; place++) {
      positions[place] = from.get(NUMBER_BITS) - 1;
    }
    int[] underWay = new int[from.get(COUNT_BITS)];
    for (int i = 0; i < underWay.length; i++) {
      underWay[i] = from.get(NUMBER_BITS);
    }
    return new MessageState(positions, underWay);
  }

  @Override
  public List<StateInvariant<MessageState>> invariants() {
    return resolutions.invariants(this::replies);
  }

  @Override
  public String draw(MessageState state) {
    return Words.draw(
        Arrays.stream(state.positions())
            .filter(number -> number != MessageState.NONE)
            .mapToObj(table::state)
            .toList(),
        Arrays.stream(state.letters()).mapToObj(letters::get).toList());
  }
}
