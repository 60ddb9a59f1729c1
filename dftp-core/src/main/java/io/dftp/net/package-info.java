// SPDX-License-Identifier: Apache-2.0
/**
 * The network as a port, and requests above it. {@link io.dftp.net.Transport} is as weak as a
 * datagram; {@link io.dftp.net.RequestChannel} adds answers, deadlines and cancellation.
 */
@NullMarked
package io.dftp.net;

import org.jspecify.annotations.NullMarked;
