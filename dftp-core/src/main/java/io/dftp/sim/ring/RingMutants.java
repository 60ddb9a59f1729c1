// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingProtocol;
import io.dftp.chord.RingStep;
import io.dftp.sim.ring.MessageWorld.Rules;
import java.util.List;

/**
 * Bugs that the checker has to find, and variants of the protocol that are no bugs.
 *
 * <p>A checker that finds nothing proves little unless it finds what is known to be wrong. Each
 * mutant is a thin wrapper around the production step, or drops one of the assumptions of the
 * proof.
 */
public final class RingMutants {

  private static final int ACTS = RingCheck.DEFAULT_ACTS;

  private RingMutants() {}

  /** Returns the bugs; each of them must be found. */
  public static List<RingMutant> all() {
    return ImmutableList.<RingMutant>builder()
        .addAll(ofLists())
        .addAll(ofJoins())
        .addAll(ofPredecessors())
        .addAll(ofMessages())
        .addAll(ofAssumptions())
        .build();
  }

  private static List<RingMutant> ofLists() {
    return ImmutableList.of(
        atomic(
            "adopt unasked",
            "A nearer successor is adopted although it did not answer.",
            5,
            BrokenSteps::adoptUnasked),
        atomic(
            "adopt without between",
            "The successor's predecessor is adopted wherever it lies.",
            4,
            BrokenSteps::adoptWithoutBetween),
        atomic("never adopt", "A nearer successor is never adopted.", 4, BrokenSteps::neverAdopt),
        new RingMutant(
            "between without wrap",
            "Identifiers are compared as if the circle were a line.",
            new RingMutant.Atomic(
                BrokenSteps::withoutWrap, 4, 2, RingAssumptions.PROVEN.withoutTurning(), ACTS)),
        atomic(
            "replace the head",
            "A nearer successor takes the place of the head, the rest of the list stays.",
            4,
            BrokenSteps::replaceHeadOnly),
        atomic(
            "not refilled",
            "The list is not filled up from the successor's.",
            4,
            BrokenSteps::notRefilled),
        atomic(
            "dead head kept",
            "A dead first successor is never dropped.",
            4,
            BrokenSteps::deadHeadKept),
        atomic("list too long", "A list grows to r+1 entries.", 4, BrokenSteps::longerList),
        atomic(
            "padded with a copy",
            "A dropped head is made up for by a copy of the last entry.",
            4,
            BrokenSteps::paddedWithCopy),
        atomic(
            "padded with self",
            "A dropped head is made up for by the owner itself.",
            4,
            BrokenSteps::paddedWithSelf));
  }

  private static List<RingMutant> ofJoins() {
    return ImmutableList.of(
        atomic(
            "member at once",
            "A joiner is a member before it has copied a list.",
            4,
            BrokenSteps::memberAtOnce),
        atomic(
            "joins anywhere",
            "A joiner copies the list of a member whose arc does not hold its place.",
            4,
            BrokenSteps::joinedAnywhere));
  }

  private static List<RingMutant> ofPredecessors() {
    return ImmutableList.of(
        atomic(
            "notify skipped", "No member tells its successor of itself.", 4, BrokenSteps::silent),
        atomic(
            "rectify blind",
            "Whoever notifies becomes the predecessor.",
            4,
            BrokenSteps::rectifyBlind),
        atomic(
            "stale predecessor kept",
            "A dead predecessor is never replaced by one that lies before it.",
            4,
            BrokenSteps::deadPredecessorKept),
        atomic(
            "only the dead replaced",
            "A predecessor that lives is not replaced by a nearer one.",
            4,
            BrokenSteps::onlyDeadReplaced),
        new RingMutant(
            "overwritten without BUSY",
            "A notification ends an open stabilize, and the state is answered meanwhile.",
            new RingMutant.Atomic(
                BrokenSteps::overwrittenWithoutBusy, 4, 2, RingAssumptions.PROVEN, 1)));
  }

  private static List<RingMutant> ofMessages() {
    return ImmutableList.of(
        messages(
            "busy is death",
            "BUSY is taken for the death of who says it.",
            BrokenSteps::busyIsDead),
        messages(
            "time-out is death",
            "A query that times out proves a death, although the detector is not sure.",
            BrokenSteps::timeOutIsDeath),
        messages(
            "late answer applied",
            "An answer to a query that was given up is taken for the answer to the open one.",
            BrokenSteps::lateReplyApplied),
        messages(
            "late death applied",
            "NOT_MEMBER for a query that was given up is taken for the answer to the open one.",
            BrokenSteps::lateDeathApplied),
        messages(
            "two open queries",
            "A tick during an operation opens another, and both answers are applied.",
            BrokenSteps::twoOpen));
  }

  private static List<RingMutant> ofAssumptions() {
    return ImmutableList.of(
        new RingMutant(
            "assumption: principals",
            "Not the protocol: principals fail although only r+1 of them are left.",
            new RingMutant.Atomic(
                RingProtocol::step, 4, 2, new RingAssumptions(true, false, 0, true), ACTS)),
        new RingMutant(
            "assumption: live successor",
            "Not the protocol: a failure takes the last live successor of another.",
            new RingMutant.Atomic(
                RingProtocol::step, 5, 2, new RingAssumptions(false, true, 0, true), ACTS)),
        new RingMutant(
            "assumption: answers under way",
            "Not the protocol: a failure takes the last live entry of a list that is under way.",
            new RingMutant.Messages(RingProtocol::step, smallest(), new Rules(false, true))));
  }

  /**
   * Returns variants that break nothing in the worlds explored, so that nobody takes them for
   * checks that failed.
   */
  public static List<RingMutant> equivalent() {
    return ImmutableList.of(
        atomic(
            "own tail kept",
            "Behind a nearer successor the own list stays instead of its list: it is copied in the"
                + " next round.",
            4,
            BrokenSteps::keepOwnTail),
        atomic(
            "old successor notified",
            "After a nearer successor was adopted the old one is notified; the nearer one is in the"
                + " next round.",
            4,
            BrokenSteps::notifyOldSuccessor),
        atomic(
            "joined without predecessor",
            "A joiner does not know its predecessor; the predecessor notifies it.",
            4,
            BrokenSteps::joinedWithoutPredecessor),
        atomic(
            "joined with one successor",
            "A joiner copies one entry only. No error in this variant, whose lists may be short:"
                + " the assumption that a live entry is left is asked of the list as it is. It"
                + " bears fewer failures.",
            4,
            BrokenSteps::joinedShort),
        atomic(
            "waiting notifier lost",
            "A notification during an operation is dropped; it is repeated in each round.",
            4,
            BrokenSteps::waitingLost),
        new RingMutant(
            "notification overwrites",
            "A notification ends an open stabilize. A livelock in the model of 2016; not here,"
                + " because the notifier has to ask first, and who is busy does not answer.",
            new RingMutant.Atomic(
                BrokenSteps::overwritten, 4, 2, RingAssumptions.PROVEN.withDelayed(1), 1)),
        new RingMutant(
            "new incarnation ignored",
            "A new incarnation of the predecessor does not replace the old one; the member before"
                + " it notifies, and the ping finds the old one gone.",
            new RingMutant.Messages(BrokenSteps::newIncarnationIgnored, tiny(), Rules.PROVEN)),
        new RingMutant(
            "answers while open",
            "The state is answered while a query is open, instead of BUSY. Not shown to be"
                + " harmless: no world that was explored shows harm.",
            new RingMutant.Messages(BrokenSteps::answeringWhileOpen, tiny(), Rules.PROVEN)));
  }

  private static RingMutant atomic(String name, String wrong, int ids, RingStep step) {
    return new RingMutant(
        name, wrong, new RingMutant.Atomic(step, ids, 2, RingAssumptions.PROVEN, ACTS));
  }

  private static RingMutant messages(String name, String wrong, RingStep step) {
    return new RingMutant(name, wrong, new RingMutant.Messages(step, smallest(), Rules.PROVEN));
  }

  /** The same without late answers, for bugs that show only when the ring is let alone. */
  private static MessageBounds tiny() {
    return new MessageBounds(3, 1, 2, 2, 0, 3, false);
  }

  /** A ring of two with room for a third: most of what messages can do shows there. */
  private static MessageBounds smallest() {
    return new MessageBounds(3, 1, 2, 3, 1, 3, false);
  }
}
