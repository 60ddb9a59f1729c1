// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** A state of a {@link WriteWorld}. Immutable. */
record WriteState(
    List<WriteHost> hosts,
    List<WriteOperation> operations,
    List<WriteLetter> letters,
    WriteBudget budget) {

  WriteState {
    hosts = ImmutableList.copyOf(hosts);
    operations = ImmutableList.copyOf(operations);
    letters = ImmutableList.copyOf(letters);
  }
}
