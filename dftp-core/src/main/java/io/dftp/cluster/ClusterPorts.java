// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.net.Broadcast;
import io.dftp.net.BulkTransport;
import io.dftp.net.Transport;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Workers;
import io.dftp.store.LocalStore;

/**
 * What a {@link ClusterNode} runs on.
 *
 * @param electionCell holds what the election must not forget
 * @param peersCell holds the incarnation of the ring positions and the last-known peers
 */
public record ClusterPorts(
    EventLoop loop,
    Transport transport,
    BulkTransport bulk,
    Broadcast broadcast,
    Workers workers,
    LocalStore disk,
    DurableCell electionCell,
    DurableCell peersCell,
    Metrics metrics) {}
