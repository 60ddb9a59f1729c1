// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import java.util.List;

/**
 * A system with finitely many states, to be visited exhaustively.
 *
 * <p>States that pack to the same bits are one state. A world that is symmetric packs a canonical
 * representative of each class; the system must then behave alike from every member of the class.
 *
 * @param <S> a state; never changed once it was handed out
 */
public interface World<S> {

  /** Returns where the system may begin. */
  List<S> initialStates();

  /** Offers every transition that is possible in the state, in an order that depends on it only. */
  void expand(S state, Transitions<S> into);

  /** Writes the canonical form; the bits must tell by themselves where they end. */
  void pack(S state, BitWriter into);

  /** Reads a state that {@link #pack} wrote: the representative of its class. */
  S unpack(BitReader from);

  /** Returns what must hold in every state; checked once in each, in this order. */
  List<StateInvariant<S>> invariants();

  /** Returns the state as text for a reader of a counterexample; it may have several lines. */
  default String draw(S state) {
    return state.toString();
  }
}
