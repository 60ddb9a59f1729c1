// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import java.util.List;

/** What a join did to the rows of a map. */
record MapChange(List<Row> added, List<Row> removed) {}
