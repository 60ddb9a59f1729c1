// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.sim.explore.BitReader;
import io.dftp.sim.explore.BitWriter;
import io.dftp.sim.explore.StateInvariant;
import io.dftp.sim.explore.World;
import java.util.List;

/** A world of the same states as an atomic one, with another begin or other transitions. */
abstract class DerivedWorld implements World<AtomicState> {

  private final AtomicRingWorld base;

  DerivedWorld(AtomicRingWorld base) {
    this.base = base;
  }

  final AtomicRingWorld base() {
    return base;
  }

  final AtomicMoves moves() {
    return base.moves();
  }

  @Override
  public List<StateInvariant<AtomicState>> invariants() {
    return base.invariants();
  }

  @Override
  public final void pack(AtomicState ring, BitWriter into) {
    base.pack(ring, into);
  }

  @Override
  public final AtomicState unpack(BitReader from) {
    return base.unpack(from);
  }

  @Override
  public final String draw(AtomicState ring) {
    return base.draw(ring);
  }
}
