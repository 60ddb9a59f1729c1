// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

/**
 * Which operation a position has open; one at a time, with one open query in it.
 *
 * <pre>
 * from                 to
 * Idle                 Joining, AskingSuccessor, AskingPredecessor, PingingPredecessor
 * Joining              Idle
 * AskingSuccessor      Idle, AskingPredecessor, PingingPredecessor (a notification waited)
 * AskingPredecessor    Idle, PingingPredecessor (a notification waited)
 * PingingPredecessor   Idle, PingingPredecessor (another notification waited)
 * </pre>
 */
public sealed interface RingPhase {

  /** Returns the number of the open query; -1 when nothing is open. */
  long request();

  /** Nothing is open. */
  record Idle() implements RingPhase {
    @Override
    public long request() {
      return -1;
    }
  }

  /** Asked the member before this position's place for its successor list. Not a member yet. */
  record Joining(long request, RingMember at) implements RingPhase {}

  /** Stabilize, first step: asked the first successor. */
  record AskingSuccessor(long request, RingMember successor) implements RingPhase {}

  /**
   * Stabilize, second step: asked a candidate for a nearer successor; its answer shows that it
   * lives.
   */
  record AskingPredecessor(long request, RingMember candidate) implements RingPhase {}

  /** Rectify: asked whether the predecessor lives, because another claims its place. */
  record PingingPredecessor(long request, RingMember notifier) implements RingPhase {}
}
