// SPDX-License-Identifier: Apache-2.0
package planted.io.dftp.sim;

/** What main code may not depend on. */
public final class PlantedWorld {

  /** Creates one. */
  public PlantedWorld() {}
}
