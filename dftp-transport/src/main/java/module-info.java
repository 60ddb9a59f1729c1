// SPDX-License-Identifier: Apache-2.0
/** The network ports of {@code io.dftp.core} over TCP and UDP, on Netty. */
module io.dftp.transport {
  requires transitive io.dftp.core;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.dftp.transport;
}
