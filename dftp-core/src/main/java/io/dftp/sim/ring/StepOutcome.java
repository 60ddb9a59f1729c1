// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a step did to a seat; members are numbers in the frame of that seat.
 *
 * @param seat the seat afterwards
 * @param notified whom it sends a notification
 * @param farewells what it says to those whom it leaves, as they hear it
 * @param leftTo who hears each of the farewells
 * @param answer the number of the answer that it gives, {@link SmallCircle#NONE} for none
 * @param failure why there is no outcome: the step threw, or did what a step must not; else null
 */
@SuppressWarnings("ArrayRecordComponent")
record StepOutcome(
    int seat,
    int[] notified,
    List<RingEvent> farewells,
    int[] leftTo,
    int answer,
    @Nullable String failure) {

  private static final int[] NOBODY = {};

  static StepOutcome failed(String why) {
    return new StepOutcome(Seats.NOBODY, NOBODY, List.of(), NOBODY, SmallCircle.NONE, why);
  }
}
