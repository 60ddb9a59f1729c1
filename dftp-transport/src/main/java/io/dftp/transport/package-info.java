// SPDX-License-Identifier: Apache-2.0
/**
 * The network ports over sockets, on Netty. {@link io.dftp.transport.NettyTransport} carries
 * messages and blobs over TCP, {@link io.dftp.transport.UdpBroadcast} reaches hosts whose addresses
 * are not known.
 */
@NullMarked
package io.dftp.transport;

import org.jspecify.annotations.NullMarked;
