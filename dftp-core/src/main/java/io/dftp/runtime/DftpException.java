// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import org.jspecify.annotations.Nullable;

/** A failed operation, and what the failure means for its effect. */
public class DftpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  /** Creates one with a message for a person. */
  public DftpException(Outcome outcome, String message) {
    super(message);
    this.outcome = outcome;
  }

  /** Creates one with a message for a person and the cause behind it. */
  public DftpException(Outcome outcome, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.outcome = outcome;
  }

  /** Returns what the failure has left behind. */
  public final Outcome outcome() {
    return outcome;
  }

  /** Returns in words why something failed: the message of the innermost cause, or its name. */
  public static String reasonOf(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /**
   * Returns the outcome of any failure: that of a {@link DftpException} in its chain of causes,
   * else {@link Outcome#MAY_HAVE_HAPPENED}, because nothing better is known.
   */
  public static Outcome outcomeOf(Throwable failure) {
    Throwable cause = failure;
    while (cause != null) {
      if (cause instanceof DftpException known) {
        return known.outcome();
      }
      cause = cause.getCause();
    }
    return Outcome.MAY_HAVE_HAPPENED;
  }
}
