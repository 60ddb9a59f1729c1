// SPDX-License-Identifier: Apache-2.0
/**
 * The network ports over sockets, on Netty. {@link io.dftp.transport.NettyTransport} carries
 * messages and blobs over TCP, {@link io.dftp.transport.UdpBroadcast} reaches hosts whose addresses
 * are not known.
 *
 * <p>A host on loopback, as in {@code
 * dftp-examples/src/main/java/io/dftp/examples/KeyValueOverTcp.java}:
 *
 * <pre>{@code
 * loop = new SingleThreadEventLoop("kv-" + name, random);
 * workers = new WorkerPool(loop, "kv-worker-" + name, 1, 1024);
 * byte[] uidBytes = ByteBuffer.allocate(16).putLong(uid.high()).putLong(uid.low()).array();
 * transport =
 *     NettyTransport.start(
 *         TransportConfig.loopback("example", Bytes.wrap(uidBytes), 1), loop, metrics);
 * }</pre>
 *
 * <p>Its address is {@link io.dftp.transport.NettyTransport#localAddress}; beyond loopback, hosts
 * need a {@link io.dftp.transport.ClusterSecret}.
 */
@NullMarked
package io.dftp.transport;

import org.jspecify.annotations.NullMarked;
