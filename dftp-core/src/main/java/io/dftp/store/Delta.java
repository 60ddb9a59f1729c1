// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What some mutations of a map changed, one after the other: the rows they added that still stand,
 * and every dot they gave or superseded.
 *
 * @param rows added and not superseded within the delta
 * @param dots given or superseded; those of the rows included
 */
record Delta(List<Row> rows, List<Dot> dots) {

  Delta {
    rows = ImmutableList.copyOf(rows);
    dots = ImmutableList.copyOf(dots);
  }
}
