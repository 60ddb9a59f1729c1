// SPDX-License-Identifier: Apache-2.0
package io.dftp.store.mutants;

import com.google.common.collect.ImmutableList;
import io.dftp.mutants.SourceMutant;
import java.util.List;

/** All bugs that are planted in the store. */
final class StoreMutants {

  private StoreMutants() {}

  /** Begins a mutant of a class of the store, by its simple name. */
  static SourceMutant mutant(String name, String rule, String source) {
    return SourceMutant.of("io.dftp.store", name, rule, source);
  }

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
