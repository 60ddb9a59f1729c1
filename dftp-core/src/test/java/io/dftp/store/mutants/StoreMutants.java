// SPDX-License-Identifier: Apache-2.0
package io.dftp.store.mutants;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** All bugs that are planted in the store. */
final class StoreMutants {

  private StoreMutants() {}

  static List<SourceMutant> all() {
    return ImmutableList.<SourceMutant>builder()
        .addAll(OperationMutants.all())
        .addAll(OwnerMutants.all())
        .addAll(CopyMutants.all())
        .addAll(DiskMutants.all())
        .addAll(BlobMutants.all())
        .build();
  }
}
