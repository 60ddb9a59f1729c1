// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

/**
 * A bug in the step that the exploration must find.
 *
 * @param name what is wrong, in words
 * @param step the production step, wrapped
 * @param bounds within which it is found
 */
public record ElectionMutant(String name, ElectionStep step, ElectionBounds bounds) {

  @Override
  public String toString() {
    return name;
  }
}
