// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.runtime.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes to rows that become durable together or not at all, in the order they were added. */
public final class RowBatch {

  /**
   * One change.
   *
   * @param value the new value, or null to remove the row
   */
  public record Change(Bytes key, @Nullable Bytes value) {}

  private final List<Change> changes = new ArrayList<>();
  private long bytes;

  /** Creates an empty batch. */
  public RowBatch() {}

  /** Adds a row, or replaces its value. */
  public RowBatch put(Bytes key, Bytes value) {
    checkArgument(key.size() <= LocalStore.MAX_KEY_BYTES, "a key of %s bytes", key.size());
    checkArgument(value.size() <= LocalStore.MAX_VALUE_BYTES, "a value of %s bytes", value.size());
    changes.add(new Change(key, value));
    bytes += key.size() + value.size();
    return this;
  }

  /** Removes a row if it is there. */
  public RowBatch remove(Bytes key) {
    changes.add(new Change(key, null));
    bytes += key.size();
    return this;
  }

  /** Returns the changes in their order. */
  public List<Change> changes() {
    return List.copyOf(changes);
  }

  /** Returns the sum of the lengths of keys and values. */
  public long bytes() {
    return bytes;
  }
}
