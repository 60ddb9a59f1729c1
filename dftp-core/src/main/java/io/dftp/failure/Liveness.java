// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

/**
 * What is thought of a peer.
 *
 * <pre>
 * from     to
 * ALIVE    SUSPECT, DEAD
 * SUSPECT  ALIVE, DEAD
 * DEAD     ALIVE
 * </pre>
 */
public enum Liveness {
  /** It answered lately. */
  ALIVE,
  /** It was silent for a while: ask another where there is one; cheap to take back. */
  SUSPECT,
  /** It was silent so long that others take over what it had. */
  DEAD
}
