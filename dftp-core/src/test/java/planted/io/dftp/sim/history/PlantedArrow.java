// SPDX-License-Identifier: Apache-2.0
package planted.io.dftp.sim.history;

import planted.io.dftp.sim.PlantedWorld;

/** An arrow that is forbidden. */
final class PlantedArrow {

  final PlantedWorld world = new PlantedWorld();
}
