// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * Whether a host takes the lead from a living leader of lower rank. It binds on both sides: the
 * higher host asks by its own policy, and the leader hands over by its own. Two leaders that meet
 * after a partition are another matter: of them the higher one stays, whatever the policy.
 *
 * @param policy what is done
 * @param holdDown how long a leader of lower rank is left in peace, by its own clock and by that of
 *     the one who would replace it, when the policy is {@link Policy#DELAYED}; doubled, up to eight
 *     times, by each hand-over of the last twenty such times. Too short: a host that restarts again
 *     and again takes the lead each time
 */
public record Preemption(Policy policy, Duration holdDown) {

  private static final int MAX_DOUBLINGS = 3;
  private static final int FORGIVEN_AFTER_HOLD_DOWNS = 20;

  /** What a higher host does about a lower leader. */
  public enum Policy {
    /** Nothing: a leader leads until it resigns or is gone. */
    NEVER,
    /** It asks for the lead after the hold-down. */
    DELAYED,
    /**
     * It asks at once, as in the original Bully: each restart of the highest changes the leader.
     */
    ALWAYS
  }

  /** Checks the time. */
  public Preemption {
    checkArgument(!holdDown.isNegative(), "holdDown must not be negative: %s", holdDown);
  }

  /** Returns the policy that leaves every leader in peace. */
  public static Preemption never() {
    return new Preemption(Policy.NEVER, Duration.ZERO);
  }

  /** Returns the policy that waits. */
  public static Preemption delayed(Duration holdDown) {
    return new Preemption(Policy.DELAYED, holdDown);
  }

  /** Returns the policy of the original Bully. */
  public static Preemption always() {
    return new Preemption(Policy.ALWAYS, Duration.ZERO);
  }

  /** Says whether a lead that has lasted so long is handed to a higher host. */
  boolean yieldsAfter(long tenureNanos, HandOvers before, long now) {
    return switch (policy) {
      case NEVER -> false;
      case ALWAYS -> true;
      case DELAYED -> {
        int doublings = Math.min(MAX_DOUBLINGS, before.countAt(now, forgivenAfterNanos()));
        yield tenureNanos >= holdDown.toNanos() << doublings;
      }
    };
  }

  /** Returns when hand-overs are forgotten. */
  long forgivenAfterNanos() {
    return holdDown.multipliedBy(FORGIVEN_AFTER_HOLD_DOWNS).toNanos();
  }
}
