// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.net.BroadcastChannel;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Ready-made {@link ElectionChannel}s. */
public final class ElectionChannels {

  /** Of how many addresses a combined channel remembers the way. */
  private static final int MAX_WAYS = 1024;

  private ElectionChannels() {}

  /** Returns a channel that reaches everybody who listens to the broadcasts. */
  public static ElectionChannel over(BroadcastChannel broadcasts) {
    return new ElectionChannel() {
      @Override
      public void broadcast(BullyMessage message) {
        broadcasts.broadcast(message);
      }

      @Override
      public void send(NodeAddress to, BullyMessage message) {
        broadcasts.send(to, message);
      }

      @Override
      public void listen(BiConsumer<NodeAddress, BullyMessage> receiver) {
        for (MessageType<? extends BullyMessage> type : BullyMessageCodec.types()) {
          broadcasts.on(type.type(), receiver::accept);
        }
      }
    };
  }

  /**
   * Returns a channel that reaches known peers.
   *
   * @param peers gives their addresses, asked at each broadcast; the own one may be among them
   */
  public static ElectionChannel over(
      RequestChannel requests, Supplier<? extends Collection<NodeAddress>> peers) {
    return new ElectionChannel() {
      @Override
      public void broadcast(BullyMessage message) {
        for (NodeAddress peer : peers.get()) {
          if (!peer.equals(requests.localAddress())) {
            requests.tell(peer, message);
          }
        }
      }

      @Override
      public void send(NodeAddress to, BullyMessage message) {
        requests.tell(to, message);
      }

      @Override
      public void listen(BiConsumer<NodeAddress, BullyMessage> receiver) {
        for (MessageType<? extends BullyMessage> type : BullyMessageCodec.types()) {
          requests.on(
              type.type(), (message, exchange) -> receiver.accept(exchange.from(), message));
        }
      }
    };
  }

  /**
   * Returns a channel that broadcasts on both, and answers on the one where the question was heard
   * last. Messages that come on both do no harm.
   */
  public static ElectionChannel both(ElectionChannel first, ElectionChannel second) {
    return new Both(first, second);
  }

  /** Two channels side by side. */
  private static final class Both implements ElectionChannel {
    private final ElectionChannel first;
    private final ElectionChannel second;
    private final Map<NodeAddress, ElectionChannel> ways =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<NodeAddress, ElectionChannel> eldest) {
            return size() > MAX_WAYS;
          }
        };

    Both(ElectionChannel first, ElectionChannel second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public void broadcast(BullyMessage message) {
      first.broadcast(message);
      second.broadcast(message);
    }

    @Override
    public void send(NodeAddress to, BullyMessage message) {
      ways.getOrDefault(to, first).send(to, message);
    }

    @Override
    public void listen(BiConsumer<NodeAddress, BullyMessage> receiver) {
      for (ElectionChannel way : new ElectionChannel[] {first, second}) {
        way.listen(
            (from, message) -> {
              // Taken out first, so that the order of the map is that of the last word heard.
              ways.remove(from);
              ways.put(from, way);
              receiver.accept(from, message);
            });
      }
    }
  }
}
