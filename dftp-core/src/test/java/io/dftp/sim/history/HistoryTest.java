// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small histories, judged by hand. */
class HistoryTest {

  private static final long BUDGET = 100_000;

  private final HistoryRecorder recorder = new HistoryRecorder(() -> Duration.ofMillis(1500));

  @Test
  void aReadOfWhatWasWrittenHolds() {
    done(Action.Change.create("v1"));
    read("v1");

    assertHolds();
  }

  @Test
  void aStaleReadIsShownWithTheCallsThatMatterAlone() {
    done(Action.Change.create("v1"));
    read("v1");
    done(Action.Change.replace(List.of("v1"), "v2"));
    read("v2");
    done(Action.Change.replace(List.of("v2"), "v3"));
    read("v3");
    done(Action.Change.replace(List.of("v3"), "v4"));
    read("v1");
    read("v4");

    assertThat(counterexample())
        .hasToString(
            "linearizable is broken at k: no order of the calls explains #7; before it the rows"
                + " are [[v4]]\n"
                + "  #0 client: put [v1] for [] if that is all: ok (1.500 to 1.500 s)\n"
                + "  #2 client: put [v2] for [v1] if that is all: ok (1.500 to 1.500 s)\n"
                + "  #6 client: put [v4] for [v3] if that is all: ok (1.500 to 1.500 s)\n"
                + "  #7 client: read: [v1] (1.500 to 1.500 s)\n"
                + "  and 1 other calls of the key");
  }

  @Test
  void whoOverwritesTakesThePlaceOfWhateverIsThere() {
    done(new Action.Overwrite(false, List.of("v1")));
    done(new Action.Overwrite(false, List.of("v2")));
    read("v2");
    done(new Action.Overwrite(true, List.of()));
    read();
    int again = recorder.invoke("client", "k", new Action.Overwrite(true, List.of()));
    recorder.returned(again, Outcome.Refused.of(List.of()));

    assertHolds();
  }

  @Test
  void whatWasOverwrittenDoesNotReturnAndWhatIsNotThereCannotBeRemoved() {
    done(new Action.Overwrite(false, List.of("v1")));
    done(new Action.Overwrite(false, List.of("v2")));
    read("v1");

    assertThat(counterexample().detail()).contains("explains #2; before it the rows are [[v2]]");
    assertThatThrownBy(() -> Losslessness.check(recorder.history()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRemovalOfNothingIsNoRemoval() {
    done(new Action.Overwrite(true, List.of()));

    assertThat(counterexample().detail()).contains("explains #0; before it the rows are [[]]");
  }

  @Test
  void callsSideBySideHappenInEitherOrder() {
    int one = recorder.invoke("one", "k", Action.Change.create("v1"));
    int other = recorder.invoke("other", "k", Action.Change.create("v2"));
    recorder.returned(one, Outcome.Refused.of(List.of("v2")));
    recorder.returned(other, new Outcome.Done());

    assertHolds();
  }

  @Test
  void twoOnConditionCannotBothHappen() {
    done(Action.Change.create("v1"));
    done(Action.Change.replace(List.of("v1"), "v2"));
    done(Action.Change.replace(List.of("v1"), "v3"));

    assertThat(counterexample().detail()).contains("explains #2; before it the rows are [[v2]]");
  }

  @Test
  void whatIsUnknownMayHappenLaterOrNever() {
    recorder.invoke("client", "k", Action.Change.create("v1"));
    read();
    read("v1");

    assertHolds();

    read();
    assertThat(counterexample().detail()).contains("explains #3");
  }

  @Test
  void whatWasRefusedOrFailedNeverHappens() {
    int failed = recorder.invoke("client", "k", Action.Change.put(List.of(), "v1"));
    recorder.returned(failed, new Outcome.Failed());
    read("v1");

    assertThat(counterexample().detail()).contains("explains #1");
    assertThat(lossless()).isInstanceOf(Verdict.Broken.class);
  }

  @Test
  void whatIsUnknownMayBecomeALateSiblingWhereThatIsAllowed() {
    recorder.invoke("client", "k", Action.Change.create("v1"));
    done(Action.Change.create("v2"));
    read("v1", "v2");

    assertThat(counterexample().detail()).contains("explains #2");
    assertThat(Linearizability.checkWithLateSiblings(recorder.history(), BUDGET))
        .isInstanceOf(Verdict.Holds.class);

    read("v2");
    assertThat(Linearizability.checkWithLateSiblings(recorder.history(), BUDGET))
        .isInstanceOf(Verdict.Broken.class);
  }

  @Test
  void aRefusalMustHaveHadAReason() {
    done(Action.Change.create("v1"));
    int refused = recorder.invoke("client", "k", Action.Change.replace(List.of("v1"), "v2"));
    recorder.returned(refused, Outcome.Refused.of(List.of("v1")));

    assertThat(counterexample().detail()).contains("explains #1");
  }

  @Test
  void aSearchBeyondItsBudgetIsNoPass() {
    for (int i = 0; i < 12; i++) {
      recorder.invoke("client-" + i, "k", Action.Change.put(List.of(), "v" + i));
    }
    read();

    assertThat(Linearizability.check(recorder.history(), 100))
        .isEqualTo(new Verdict.Undecided(List.of("k")));
    assertThat(Linearizability.check(recorder.history(), BUDGET)).isInstanceOf(Verdict.Holds.class);
  }

  @Test
  void twoSidesMayBothWriteAndNeitherIsLost() {
    done(Action.Change.create("v1"));
    done(Action.Change.replace(List.of("v1"), "v2"));
    done(Action.Change.replace(List.of("v1"), "v3"));
    read("v1");
    recorder.settled();
    read("v2", "v3");

    assertThat(lossless()).isInstanceOf(Verdict.Holds.class);

    read("v3");
    assertThat(broken(lossless()).detail()).isEqualTo("#5 shows [v3]: v2 is gone");
  }

  @Test
  void whatAnUnknownChangeSupersededIsThereOrItsSuccessorIs() {
    done(Action.Change.create("v1"));
    recorder.invoke("client", "k", Action.Change.put(List.of("v1"), "v2"));
    recorder.settled();
    read("v1");
    read("v2");
    assertThat(lossless()).isInstanceOf(Verdict.Holds.class);

    read();
    assertThat(broken(lossless()).detail()).isEqualTo("#4 shows []: v1 is gone");
  }

  @Test
  void whatWasRemovedDoesNotReturn() {
    done(Action.Change.create("v1"));
    done(Action.Change.remove(List.of("v1")));
    read("v1");
    assertThat(lossless()).isInstanceOf(Verdict.Holds.class);

    recorder.settled();
    read("v1");

    assertThat(broken(lossless()).detail()).isEqualTo("#3 shows [v1]: v1 is there again after #1");
  }

  @Test
  void nobodyIsShownARowBesideItsSuccessor() {
    done(Action.Change.create("v1"));
    done(Action.Change.replace(List.of("v1"), "v2"));
    done(Action.Change.replace(List.of("v2"), "v3"));
    read("v1", "v3");

    assertThat(broken(lossless()).rule()).isEqualTo("no mixed reads");
  }

  @Test
  void keysKnowNothingOfEachOther() {
    done(Action.Change.create("v1"));
    int other = recorder.invoke("client", "other", new Action.Read());
    recorder.returned(other, Outcome.Rows.of(List.of()));

    assertHolds();
  }

  @Test
  void aVersionIsWrittenOnceAndAnAnswerFitsItsQuestion() {
    done(Action.Change.create("v1"));

    assertThatThrownBy(() -> done(Action.Change.create("v1")))
        .hasMessage("v1 of k is added already");
    int read = recorder.invoke("client", "k", new Action.Read());
    assertThatThrownBy(() -> recorder.returned(read, new Outcome.Done()))
        .hasMessage("ok is no outcome of read");
  }

  private void done(Action action) {
    recorder.returned(recorder.invoke("client", "k", action), new Outcome.Done());
  }

  private void read(String... versions) {
    int number = recorder.invoke("client", "k", new Action.Read());
    recorder.returned(number, Outcome.Rows.of(List.of(versions)));
  }

  private void assertHolds() {
    assertThat(Linearizability.check(recorder.history(), BUDGET)).isInstanceOf(Verdict.Holds.class);
  }

  private Counterexample counterexample() {
    return broken(Linearizability.check(recorder.history(), BUDGET));
  }

  private Verdict lossless() {
    return Losslessness.check(recorder.history());
  }

  private static Counterexample broken(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Broken.class);
    return ((Verdict.Broken) verdict).counterexample();
  }
}
