// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import io.dftp.bully.BullyMessage;

/** A message under way. */
record Packet(int from, int to, BullyMessage message) {

  @Override
  public String toString() {
    String name = message.getClass().getSimpleName();
    String epoch = message.epoch().count() == 0 ? "" : " " + message.epoch().count();
    return name + epoch + " n" + from + ">n" + to;
  }
}
