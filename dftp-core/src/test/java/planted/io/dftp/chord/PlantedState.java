// SPDX-License-Identifier: Apache-2.0
package planted.io.dftp.chord;

import java.util.HashMap;
import java.util.Map;

/** A step type that is neither pure nor immutable. */
final class PlantedState {

  private Map<String, String> map = new HashMap<>();

  void replace(Map<String, String> other) {
    map = other;
  }

  int size() {
    return map.size();
  }
}
