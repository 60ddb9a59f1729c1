// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.transport.NettyTransport;
import io.dftp.transport.TransportConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ring port of a node, which it keeps from one start to the next, so that peers find it. */
final class RingPort {

  private static final Logger log = LoggerFactory.getLogger(RingPort.class);

  private final DurableCell cell;

  RingPort(DurableCell cell) {
    this.cell = cell;
  }

  /**
   * Listens on the port asked for, else on the remembered one, else on any free one.
   *
   * @param asked 0 when none was asked for
   */
  NettyTransport listen(int asked, TransportConfig settings, EventLoop loop, Metrics metrics)
      throws IOException, StartException {
    if (asked != 0) {
      try {
        return NettyTransport.start(settings.withPort(asked), loop, metrics);
      } catch (IOException taken) {
        throw new StartException(taken.getMessage() + "; choose another with --ring-port", taken);
      }
    }
    int last = remembered();
    if (last != 0) {
      try {
        return NettyTransport.start(settings.withPort(last), loop, metrics);
      } catch (IOException taken) {
        log.warn(
            "The ring port of the last start is taken, another is used: {}", taken.getMessage());
      }
    }
    return NettyTransport.start(settings.withPort(0), loop, metrics);
  }

  void remember(EventLoop loop, int port) {
    if (port != remembered()) {
      byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(port).array();
      loop.execute(
          () ->
              cell.write(value)
                  .exceptionally(
                      failure -> {
                        log.warn("Could not remember the ring port: {}", failure.toString());
                        return null;
                      }));
    }
  }

  private int remembered() {
    byte[] value = cell.value();
    return value.length == Integer.BYTES ? ByteBuffer.wrap(value).getInt() : 0;
  }
}
