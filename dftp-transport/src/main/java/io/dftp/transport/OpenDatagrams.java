// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Metrics;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams of a host without a secret: bare payloads, from anybody. It only notices when others of
 * the same cluster have a secret.
 */
final class OpenDatagrams implements DatagramGuard {

  private final String cluster;
  private final Metrics metrics;
  private final Refusals refusals;

  OpenDatagrams(String cluster, Metrics metrics, Refusals refusals) {
    this.cluster = cluster;
    this.metrics = metrics;
    this.refusals = refusals;
  }

  @Override
  public int overheadBytes() {
    return 0;
  }

  @Override
  public ByteBuffer wrap(ByteBuffer payload, @Nullable NodeAddress to) {
    return payload;
  }

  @Override
  public @Nullable ByteBuffer unwrap(ByteBuffer datagram, NodeAddress from) {
    if (!SealedDatagrams.isSealed(datagram)) {
      return datagram;
    }
    metrics.count("transport.datagrams.unauthenticated");
    if (SealedDatagrams.isOfCluster(datagram, cluster)) {
      refusals.tellOfStranger(from.host(), "is not heard: " + SecretDispute.UNWANTED.reason());
    }
    return null;
  }
}
