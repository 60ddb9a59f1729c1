// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/** What one audit counts. */
final class AuditTally {

  private long objects;
  private long belowTarget;
  private long unsettled;
  private boolean complete = true;

  /** Counts an object of an arc of this host. */
  void object(boolean below) {
    objects++;
    belowTarget += below ? 1 : 0;
  }

  /** Counts a copy that is to be sent, offered or dropped. */
  void unsettled() {
    unsettled++;
  }

  /** Notes that something could not be looked at, so that the counts are not the whole. */
  void incomplete() {
    complete = false;
  }

  long objects() {
    return objects;
  }

  long belowTarget() {
    return belowTarget;
  }

  long unsettledCopies() {
    return unsettled;
  }

  boolean isComplete() {
    return complete;
  }
}
