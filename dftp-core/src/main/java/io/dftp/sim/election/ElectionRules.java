// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import io.dftp.bully.Contender;
import io.dftp.bully.ElectionPhase;
import io.dftp.bully.Epoch;
import io.dftp.bully.LeadershipView;
import io.dftp.sim.explore.StateInvariant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What must hold in every explored election, by name. */
final class ElectionRules {

  static final String NO_FAILURE = "no step fails";
  static final String PROMISES_NEVER_FALL = "monotone adoption: no promise falls";
  static final String DURABLE_PROMISES = "a promise is durable before anybody hears of it";
  static final String ALTERNATION = "granted and revoked alternate";
  static final String UNIQUE_EPOCHS = "unique epochs: none is led twice";
  static final String OBJECTIONS = "an objection is heeded";
  static final String QUIET_ENDING =
      "every quiet ending has one coordinator in each connected group";

  /** How many candidacies in a row may fail. */
  private static final int MOST_ATTEMPTS = 6;

  private ElectionRules() {}

  /**
   * Returns the invariants of situations.
   *
   * @param mostEpochs how many claims and renewals there may be: more mean that they never end
   */
  static List<StateInvariant<Situation>> invariants(int mostEpochs) {
    return List.of(
        rule("monotone adoption: nobody follows below its promise", ElectionRules::belowPromise),
        rule("unique epochs: one epoch, one coordinator", ElectionRules::sameEpoch),
        rule("what is stored is what is promised", ElectionRules::notStored),
        rule("a lead that was granted is a lead", ElectionRules::grantedWithoutLead),
        rule(
            "while nobody stands still and no way is cut, nobody leads beside another",
            ElectionRules::twoLeaders),
        rule(
            "elections end: at most " + mostEpochs + " epochs, " + MOST_ATTEMPTS + " attempts",
            situation -> tooManyEpochs(situation, mostEpochs)));
  }

  /** Says whether each connected group has one coordinator, and it leads. */
  static boolean isSettled(Situation situation) {
    for (int i = 0; i < situation.hosts().size(); i++) {
      if (isBound(situation, i) && !isSettled(situation, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBound(Situation situation, int index) {
    ExploredHost host = situation.hosts().get(index);
    return host.runs() && !host.isWithdrawn();
  }

  private static boolean isSettled(Situation situation, int index) {
    LeadershipView view = situation.hosts().get(index).view();
    Optional<Contender> coordinator = view.coordinator();
    if (coordinator.isEmpty()) {
      return false;
    }
    for (int i = 0; i < situation.hosts().size(); i++) {
      ExploredHost other = situation.hosts().get(i);
      if (i == index || !isBound(situation, i) || !situation.cut().joins(index, i)) {
        continue;
      }
      if (!other.view().coordinator().equals(coordinator)
          || !other.view().epoch().equals(view.epoch())) {
        return false;
      }
    }
    return situation.hosts().stream()
        .anyMatch(
            host ->
                host.runs()
                    && host.leads()
                    && host.state().self().equals(coordinator.get())
                    && host.view().epoch().equals(view.epoch()));
  }

  private static Optional<String> belowPromise(Situation situation) {
    for (ExploredHost host : situation.hosts()) {
      LeadershipView view = host.view();
      if (view.coordinator().isPresent() && host.state().promised().isAfter(view.epoch())) {
        return Optional.of(
            host.state().self().name()
                + " follows "
                + view.epoch()
                + " after a promise to "
                + host.state().promised());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> sameEpoch(Situation situation) {
    for (ExploredHost one : situation.hosts()) {
      for (ExploredHost other : situation.hosts()) {
        Epoch epoch = one.view().epoch();
        if (!epoch.equals(Epoch.NONE)
            && epoch.equals(other.view().epoch())
            && !one.view().coordinator().equals(other.view().coordinator())) {
          return Optional.of("two coordinators in epoch " + epoch);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> notStored(Situation situation) {
    for (ExploredHost host : situation.hosts()) {
      if (!host.stored().equals(host.state().promised())) {
        return Optional.of(
            host.state().self().name()
                + " promised "
                + host.state().promised()
                + ", stored is "
                + host.stored());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> grantedWithoutLead(Situation situation) {
    for (ExploredHost host : situation.hosts()) {
      Epoch led = host.leads() ? host.view().epoch() : Epoch.NONE;
      if (!host.granted().equals(led)) {
        return Optional.of(
            host.state().self().name() + " leads in " + led + ", granted is " + host.granted());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> twoLeaders(Situation situation) {
    long leaders = situation.hosts().stream().filter(ExploredHost::leads).count();
    return situation.calm() && leaders > 1 ? Optional.of(leaders + " leaders") : Optional.empty();
  }

  private static Optional<String> tooManyEpochs(Situation situation, int mostEpochs) {
    for (ExploredHost host : situation.hosts()) {
      long epoch = host.state().promised().count();
      int attempt = attemptOf(host.state().phase());
      if (epoch > mostEpochs || attempt > MOST_ATTEMPTS) {
        return Optional.of(
            host.state().self().name() + ": epoch " + epoch + ", attempt " + attempt);
      }
    }
    return Optional.empty();
  }

  private static int attemptOf(ElectionPhase phase) {
    if (phase instanceof ElectionPhase.Candidate candidate) {
      return candidate.attempt();
    }
    if (phase instanceof ElectionPhase.Waiting waiting) {
      return waiting.attempt();
    }
    return phase instanceof ElectionPhase.Claiming claiming ? claiming.attempt() : 0;
  }

  private static StateInvariant<Situation> rule(
      String name, Function<Situation, Optional<String>> violation) {
    return new StateInvariant<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Optional<String> violation(Situation state) {
        return violation.apply(state);
      }
    };
  }
}
