// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/**
 * What may still happen in a {@link WriteWorld}.
 *
 * @param takeovers hosts that come to believe that the map is theirs
 * @param silences questions of gateways whose answers do not come in time
 * @param repeats messages that arrive twice
 * @param crashes hosts that crash
 * @param patience clients that stop waiting
 */
record WriteBudget(int takeovers, int silences, int repeats, int crashes, int patience) {

  WriteBudget takenOver() {
    return new WriteBudget(takeovers - 1, silences, repeats, crashes, patience);
  }

  WriteBudget silenced() {
    return new WriteBudget(takeovers, silences - 1, repeats, crashes, patience);
  }

  WriteBudget repeated() {
    return new WriteBudget(takeovers, silences, repeats - 1, crashes, patience);
  }

  WriteBudget crashed() {
    return new WriteBudget(takeovers, silences, repeats, crashes - 1, patience);
  }

  WriteBudget calledOff() {
    return new WriteBudget(takeovers, silences, repeats, crashes, patience - 1);
  }
}
