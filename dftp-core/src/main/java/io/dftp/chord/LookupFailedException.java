// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No member was sure to own the key before the lookup's deadline or bounds were reached. */
public final class LookupFailedException extends DftpException {

  private static final long serialVersionUID = 1L;

  private final transient LookupCost cost;
  private final transient @Nullable RingMember unsure;

  /** Creates one of a lookup that asked nobody. */
  public LookupFailedException(String message) {
    this(message, LookupCost.NONE, null);
  }

  /** Creates one that says how far the lookup came. */
  LookupFailedException(String message, LookupCost cost, @Nullable RingMember unsure) {
    super(Outcome.DID_NOT_HAPPEN, message);
    this.cost = cost;
    this.unsure = unsure;
  }

  /** Returns what it took. */
  public LookupCost cost() {
    return cost;
  }

  /**
   * Returns the live member at or after the key that was reached last but could not say that the
   * key is its own, because it did not know yet that the member before it is gone. It may be the
   * owner, and may not.
   */
  public Optional<RingMember> unsure() {
    return Optional.ofNullable(unsure);
  }
}
