// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import java.nio.ByteBuffer;

/**
 * What a peer answered.
 *
 * @param message the answer
 * @param content the blob that came with it; empty when none did
 */
public record Answer<M extends Message>(M message, ByteBuffer content) {}
