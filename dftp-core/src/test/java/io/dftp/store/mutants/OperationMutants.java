// SPDX-License-Identifier: Apache-2.0
package io.dftp.store.mutants;

import io.dftp.mutants.SourceMutant;
import java.util.List;

/** Bugs in how an operation gets its name, is tried, judged and voided. */
final class OperationMutants {

  private OperationMutants() {}

  static List<SourceMutant> all() {
    return List.of(
        StoreMutants.mutant(
                "a try after the void",
                "once an operation was voided, nobody is asked to try it again",
                "AttemptProtocol")
            .with(
                "return state.phase() == Phase.TRYING ? Step.of(state.asking(true), new Try())",
                "return state.asking() == false ? Step.of(state.asking(true), new Try())")
            .killedBy("AttemptProtocolTest#whatWasRefusedOnceIsNotTriedAgain"),
        StoreMutants.mutant(
                "a late ok is told",
                "after the first void an answer that it was applied counts no more",
                "AttemptProtocol")
            .with(
                "TryAnswer.Refused refusal = state.refusal(); return",
                "TryAnswer.Refused refusal = state.refusal();"
                    + " if (answer instanceof TryAnswer.Applied late) {"
                    + "return decided(state, new TellApplied(late.copies(), late.wanted())); }"
                    + " return")
            .killedBy("AttemptProtocolTest#anOkAfterTheFirstVoidIsNotTold"),
        StoreMutants.mutant(
                "a refusal is told without a void",
                "what is refused never happens later",
                "AttemptProtocol")
            .with(
                "return Step.of(state.with(refused).with(Phase.VOIDING), new LookAgain());",
                "return decided(state, new TellRefused(refused));")
            .killedBy("AttemptProtocolTest#aRefusalIsToldOnceItIsVoided"),
        StoreMutants.mutant(
                "silence is taken for nothing",
                "what an owner may have applied is not told as not happened",
                "AttemptProtocol")
            .with("Step.of(heard.asUnsure(), new LookAgain())", "Step.of(heard, new LookAgain())")
            .killedBy("AttemptProtocolTest#whatAnOwnerMayHaveAppliedIsNotToldAsNotHappened"),
        StoreMutants.mutant(
                "every process gives the same names",
                "no two processes give an operation the same name",
                "OperationNames")
            .with("new Writer(random.nextLong())", "new Writer(1)")
            .killedBy("ReplicatedStoreTest#writesGoOnWhileThePrimaryChanges", "12"),
        StoreMutants.mutant(
                "a name is given twice",
                "no counter is ever used twice, whatever became of the operation",
                "OperationNames")
            .with(
                "writer.undecided.remove(id.first());",
                "writer.undecided.remove(id.first());"
                    + " if (writer.undecided.isEmpty()) { writer.next = id.first(); }")
            .killedBy("ReplicatedStoreTest#whatOneHostPutsEveryOtherReads", "1"),
        StoreMutants.mutant(
                "a name that is not used is forgotten",
                "of every name that was given it is known in the end what became of it",
                "ReplicatedStore")
            .with("maps.callOff(map, name);", "names.decided(map, name);")
            .killedBy("ReplicatedStoreTest#aNameThatIsNotUsedIsDecidedAndLeavesNothing", "6"),
        StoreMutants.mutant(
                "no amnesia check",
                "a process that meets a name of its own that it has not given takes another id",
                "OperationNames")
            .with("context.highest(writer.id) >= writer.next", "false")
            .killedBy(
                "OperationNamesTest#aProcessThatMeetsNamesItHasNotGivenTakesAnotherId", "131"),
        StoreMutants.mutant(
                "a retry is judged anew",
                "what was applied before is answered by its own name",
                "Deliberation")
            .with("TryAnswer known = known(asked.id());", "TryAnswer known = null;")
            .killedBy("DeliberationTest#whatWasDecidedAndForgottenIsNoOk"),
        StoreMutants.mutant(
                "a dot without a verdict is ok",
                "a dot in the context without a verdict may have happened, and is not ok",
                "Deliberation")
            .with(
                "state.isDecided(id) ? new TryAnswer.Forgotten() : null",
                "state.isDecided(id) ? applied : null")
            .killedBy("DeliberationTest#whatWasDecidedAndForgottenIsNoOk"),
        StoreMutants.mutant(
                "whatever others may have applied is voided",
                "what others may have applied is voided only by who knows all copies",
                "Deliberation")
            .with("judgement.ofVoid(asked.clean() || mayVoid)", "judgement.ofVoid(true)")
            .killedBy("DeliberationTest#whatOthersMayHaveAppliedIsNotVoidedByOneWhoMayLackIt"),
        StoreMutants.mutant(
                "no causal readiness",
                "an owner decides only on what rests on dots that it has seen",
                "MutationVerdict")
            .with("if (!context.contains(dot))", "if (false)")
            .killedBy("DeliberationTest#whatRestsOnARowThatWasNeverSeenIsNotDecided"),
        StoreMutants.mutant(
                "a map without birth takes a write",
                "what nobody brought into being takes no write",
                "Judgement")
            .with("!state.isBorn() && !mutation.isBirth() && !isBornNow()", "false")
            .killedBy("FoundingTest#whatNobodyBroughtIntoBeingTakesNoWrite", "11"),
        StoreMutants.mutant(
                "contexts without a bound", "what is written of a context can be read", "Judgement")
            .with("state.context().entries() >= MAX_CONTEXT", "false")
            .killedBy("ContextBoundsTest#aFurtherProcessIsRefusedWithoutHarmAndThoseBeforeGoOn"),
        StoreMutants.mutant(
                "what is being decided takes no room",
                "a map that would grow beyond a condition takes no operation",
                "PendingView")
            .with(
                "return state.bytes() + decided.stream().mapToLong(Change::bytes).sum();",
                "return state.bytes();")
            .killedBy("DeliberationTest#whatWantsASmallMapIsRefusedByALargeOne"),
        StoreMutants.mutant(
                "empty in doubt",
                "that nothing begins with a name is not concluded from an incomplete copy",
                "MutationVerdict")
            .with("condition instanceof Condition.NoneBeginning && !complete", "false")
            .killedBy("DeliberationTest#anIncompleteCopyDoesNotProveThatNothingIsThere"));
  }
}
