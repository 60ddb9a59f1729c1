// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;

/**
 * Who a host is.
 *
 * @param uid random, and kept for life with the host's data
 * @param name for people, at most 64 bytes in UTF-8
 * @param ring the address of its ring socket
 * @param service where the application above serves; empty when it does not
 */
public record HostIdentity(Uid uid, String name, NodeAddress ring, String service) {}
