// SPDX-License-Identifier: Apache-2.0
/**
 * Who is thought alive. Start with {@link io.dftp.failure.PeerMonitor}, which pings peers, and
 * {@link io.dftp.failure.FailureDetector}, which judges them.
 */
@NullMarked
package io.dftp.failure;

import org.jspecify.annotations.NullMarked;
