// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

/**
 * How many blocks are read before they are asked for: more for a client that waits for them, fewer
 * for one for whom they lie ready. Pure.
 *
 * @param blocks from 0 to {@value #MOST}
 */
record ReadAhead(int blocks) {

  /** The most blocks read and not yet asked for. */
  static final int MOST = 4;

  /** What a new reader begins with. */
  static final ReadAhead FIRST = new ReadAhead(1);

  /** What a reader goes on with from which blocks were taken back. */
  static final ReadAhead NONE = new ReadAhead(0);

  /** Returns the next one, after the client has asked for a block that was on its way. */
  ReadAhead afterWait() {
    return new ReadAhead(Math.min(MOST, Math.max(1, 2 * blocks)));
  }

  /** Returns the next one, after the client found a block there and all others that it may have. */
  ReadAhead afterPlenty() {
    return new ReadAhead(Math.max(1, blocks - 1));
  }
}
