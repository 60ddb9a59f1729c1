// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

/** Unpacks states of an exploration, each time into a fresh one. */
final class StateReader<S> {

  private final World<S> world;
  private final PackedStates states;
  private final BitReader bits = new BitReader();
  private byte[] buffer = new byte[256];

  StateReader(World<S> world, PackedStates states) {
    this.world = world;
    this.states = states;
  }

  S read(int index) {
    int length = states.length(index);
    if (length > buffer.length) {
      buffer = new byte[PackedStates.LONGEST];
    }
    bits.over(buffer, states.read(index, buffer));
    return world.unpack(bits);
  }
}
