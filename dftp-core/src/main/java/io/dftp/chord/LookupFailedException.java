// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No member was sure to own the key before the lookup's deadline or bounds were reached. */
public final class LookupFailedException extends DftpException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable RingMember presumed;
  private final transient LookupCost cost;

  /** Creates one that says how far the lookup came. */
  public LookupFailedException(String message) {
    this(message, null, LookupCost.NONE);
  }

  LookupFailedException(String message, @Nullable RingMember presumed, LookupCost cost) {
    super(Outcome.DID_NOT_HAPPEN, message);
    this.presumed = presumed;
    this.cost = cost;
  }

  /**
   * Returns the first member at or after the key of all that answered in the last attempt: the one
   * that will own the key if those before it that did not answer are gone for good. It does not
   * know that itself yet.
   */
  public Optional<RingMember> presumedOwner() {
    return Optional.ofNullable(presumed);
  }

  /** Returns what the lookup took until it failed. */
  public LookupCost cost() {
    return cost == null ? LookupCost.NONE : cost;
  }
}
