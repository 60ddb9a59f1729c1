// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import java.util.List;

/**
 * A whole copy of a map at one moment, as it travels between hosts.
 *
 * @param head context, digest and verdicts
 * @param rows all rows that stand
 * @param pending the changes that are durable there but not known to be so at all holders
 */
record MapCopy(MapHead head, List<StampedRow> rows, List<Change> pending) {}
